import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type INodeProperties, NodeHelpers, type NodeParameterValueType } from 'n8n-workflow';
import { HarnessNodeTypes, PACKAGE } from '../workflows/harness/nodeTypes';
import { shippedWorkflow } from '../workflows/harness/Harness';

const FOLDER = join(__dirname, '../../workflows');
const STABLE_IDS: Readonly<Record<string, string>> = {
  '01-strategy-loop.json': 'deltagridLoop01',
  '02-manual-flatten.json': 'deltagridFlatten',
  '03-reconcile-loop.json': 'deltagridRecon03',
  '04-daily-funding-report.json': 'deltagridReport04',
  '05-flatten-form.json': 'deltagridFlatForm05',
  '06-pause.json': 'deltagridPause06',
  '07-resume.json': 'deltagridResume07',
  '08-release-after-a-stop.json': 'deltagridRelease08',
  '09-arm-live-trading.json': 'deltagridArm09',
  '10-disarm-live-trading.json': 'deltagridDisarm10',
  '11-strategy-loop-with-signals.json': 'deltagridSignals11',
};
const NODE_SIZE = 100;
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const types = new HarnessNodeTypes();

function isAllowed(property: INodeProperties, value: NodeParameterValueType | object): boolean {
  if (property.type === 'options') {
    return (property.options ?? []).some((option) => 'value' in option && option.value === value);
  }
  if (property.type === 'number') {
    const { minValue = -Infinity, maxValue = Infinity } = property.typeOptions ?? {};
    return typeof value === 'number' && value >= minValue && value <= maxValue;
  }
  if (property.type === 'boolean') return typeof value === 'boolean';
  return property.type === 'string' ? typeof value === 'string' : typeof value === 'object';
}

it('knows every shipped workflow', () => {
  expect(files).toEqual(Object.keys(STABLE_IDS));
});

describe.each(files)('%s', (file) => {
  const workflow = shippedWorkflow(file);
  const text = readFileSync(join(FOLDER, file), 'utf8');
  const ours = workflow.nodes.filter(({ type }) => type.startsWith(`${PACKAGE}.`));
  const notes = workflow.nodes.filter(({ type }) => type.endsWith('.stickyNote'));
  const shown = workflow.nodes.filter(({ type }) => !type.endsWith('.stickyNote'));

  it('has a stable id, a trigger for the hand, and no credentials or pinned data', () => {
    expect(workflow.id).toBe(STABLE_IDS[file]);
    expect(workflow.id.length).toBeLessThanOrEqual(21);
    expect(text).not.toMatch(/"(credentials|pinData)"/);
    expect(workflow.nodes.some(({ type }) => type === 'n8n-nodes-base.manualTrigger')).toBe(true);
    expect(workflow.settings).toMatchObject({
      executionOrder: 'v1',
      timezone: 'UTC',
      saveDataSuccessExecution: 'all',
    });
    expect(new Set(workflow.nodes.map(({ id }) => id)).size).toBe(workflow.nodes.length);
    expect(new Set(workflow.nodes.map(({ name }) => name)).size).toBe(workflow.nodes.length);
  });

  it('connects real nodes by outputs that they have', () => {
    const names = new Set(shown.map(({ name }) => name));
    for (const [from, { main }] of Object.entries(workflow.connections)) {
      expect(names).toContain(from);
      const node = shown.find((each) => each.name === from);
      const { outputs } = types.getByName(node?.type ?? '').description;
      // Of the nodes whose outputs depend on the operation only Route has one for each regime.
      const ofOperation = node?.parameters['operation'] === 'route' ? 4 : 1;
      expect(main?.length).toBe(Array.isArray(outputs) ? outputs.length : ofOperation);
      for (const target of (main ?? []).flatMap((output) => output ?? [])) {
        expect(names).toContain(target.node);
      }
    }
  });

  it.each(ours)('sets $name as its type allows', (node) => {
    const { description } = types.getByName(node.type);
    expect(node.typeVersion).toBe(description.version);
    for (const [name, value] of Object.entries(node.parameters)) {
      const candidates = description.properties.filter(
        (property) =>
          property.name === name &&
          NodeHelpers.displayParameter(node.parameters, property, node, description),
      );
      expect([name, candidates.length]).toEqual([name, 1]);
      const [property] = candidates;
      expect([name, property && isAllowed(property, value ?? null)]).toEqual([name, true]);
    }
    expect(
      NodeHelpers.getNodeParametersIssues(description.properties, node, description),
    ).toBeNull();
  });

  it('is laid out from left to right without overlaps, every node on a note', () => {
    for (const [index, a] of shown.entries()) {
      for (const b of shown.slice(index + 1)) {
        const isApart = a.position.some(
          (at, axis) => Math.abs(at - (b.position[axis] ?? 0)) > NODE_SIZE,
        );
        expect([a.name, b.name, isApart]).toEqual([a.name, b.name, true]);
      }
    }
    const boxes = notes.map(({ position: [x, y], parameters }) => ({
      left: x,
      top: y,
      right: x + Number(parameters['width']),
      bottom: y + Number(parameters['height']),
    }));
    for (const [index, a] of boxes.entries()) {
      for (const b of boxes.slice(index + 1)) {
        const isBeside = a.right <= b.left || b.right <= a.left;
        const isAboveOrBelow = a.bottom <= b.top || b.bottom <= a.top;
        expect(isBeside || isAboveOrBelow).toBe(true);
      }
    }
    for (const {
      position: [x, y],
    } of shown) {
      const holders = boxes.filter(
        (box) =>
          x >= box.left &&
          x + NODE_SIZE <= box.right &&
          y >= box.top &&
          y + NODE_SIZE <= box.bottom,
      );
      expect(holders).toHaveLength(1);
    }
  });
});
