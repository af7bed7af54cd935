import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { BinanceApi } from '../../credentials/BinanceApi.credentials';
import { TelegramBotApi } from '../../credentials/TelegramBotApi.credentials';
import { OUR_NODES, PACKAGE } from '../workflows/harness/nodeTypes';

const ROOT = join(__dirname, '../..');
const READ_ONLY = ['binanceMarketData', 'regimeClassifier', 'fundingReport'];
const packageSchema = z.object({
  name: z.literal(PACKAGE),
  n8n: z.object({ nodes: z.array(z.string()), credentials: z.array(z.string()) }),
});
const codexSchema = z.object({ node: z.string(), categories: z.array(z.string()) });
const aliasesSchema = z.object({ alias: z.array(z.string()) });
/** What a market does is looked for by the name of an operation, not of a node. */
const SEARCHED = ['binanceMarketData', 'regimeClassifier'];
type Option = INodePropertyOptions | INodeProperties | INodePropertyCollection;

function json(file: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
}

function isProperty(option: Option): option is INodeProperties {
  return 'type' in option && 'default' in option;
}

/** The properties of a node or credential with those inside its collections. */
function allProperties(properties: readonly INodeProperties[]): INodeProperties[] {
  return properties.flatMap((property) => [
    property,
    ...allProperties((property.options ?? []).filter(isProperty)),
  ]);
}

function iconFiles(icon: unknown): string[] {
  const themed = z.object({ light: z.string(), dark: z.string() }).parse(icon);
  return [themed.light, themed.dark].map((name) => name.replace(/^file:/, ''));
}

describe.each(Object.entries(OUR_NODES))('%s', (className, node) => {
  const { description } = node;
  const folder = join('nodes', className);

  it('is named by its class, and listed in package.json', () => {
    expect(description.name).toBe(className.charAt(0).toLowerCase() + className.slice(1));
    const { n8n } = packageSchema.parse(json('package.json'));
    expect(n8n.nodes).toContain(`dist/${folder}/${className}.node.js`);
    expect(description.version).toBe(1);
    expect(description.subtitle).toBeTruthy();
  });

  it('is told apart on the canvas by its operation, where that is written below it', () => {
    const subtitle = description.subtitle ?? '';
    if (!subtitle.includes(')[$parameter["operation"]]')) return;
    const operation = description.properties.find(({ name }) => name === 'operation');
    for (const option of operation?.options ?? []) {
      expect(subtitle).toContain(`${'value' in option ? option.value : ''}: "`);
    }
  });

  it('has icons for light and dark, and a codex file', () => {
    const files = iconFiles(description.icon);
    expect(new Set(files).size).toBe(2);
    for (const file of files) expect(existsSync(join(ROOT, folder, file))).toBe(true);
    const codex = codexSchema.parse(json(join(folder, `${className}.node.json`)));
    expect(codex).toEqual({
      node: `${PACKAGE}.${description.name}`,
      categories: ['Finance & Accounting'],
    });
  });

  it('is found in the node panel by the name of each operation', () => {
    if (!SEARCHED.includes(description.name)) return;
    const { alias } = aliasesSchema.parse(json(join(folder, `${className}.node.json`)));
    const operation = description.properties.find(({ name }) => name === 'operation');
    const names = (operation?.options ?? []).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !alias.includes(name))).toEqual([]);
  });

  it('calls an operation the same in the list of actions', () => {
    if (!SEARCHED.includes(description.name)) return;
    const operation = description.properties.find(({ name }) => name === 'operation');
    const words = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    for (const option of operation?.options ?? []) {
      const action = 'action' in option ? String(option.action) : '';
      const name = option.name.replace(/ \(.*\)$/, '');
      expect(words(action)).toEqual(expect.arrayContaining(words(name)));
    }
  });

  it('explains every parameter and option', () => {
    for (const property of allProperties(description.properties)) {
      expect([property.name, property.description ?? '']).toEqual([
        property.name,
        expect.stringMatching(/.{6,}/),
      ]);
      if (property.name === 'interval') continue;
      for (const option of property.options ?? []) {
        expect(option).toHaveProperty('description');
      }
    }
  });

  it('names the unit and the limits of every number', () => {
    const numbers = description.properties.filter(({ type }) => type === 'number');
    for (const property of numbers) {
      expect(property.displayName).toMatch(/\(.+\)$/);
      const { minValue, maxValue } = property.typeOptions ?? {};
      expect(Number(property.default)).toBeGreaterThanOrEqual(minValue ?? Infinity);
      expect(Number(property.default)).toBeLessThanOrEqual(maxValue ?? -Infinity);
    }
  });

  it('is offered to AI agents only when it reads', () => {
    expect(description.usableAsTool === true).toBe(READ_ONLY.includes(description.name));
  });

  it('tests its credential by a method of its own', () => {
    for (const { testedBy } of description.credentials ?? []) {
      const tests = node.methods?.credentialTest ?? {};
      expect(Object.keys(tests)).toContain(testedBy);
    }
  });
});

describe.each([new BinanceApi(), new TelegramBotApi()])('$displayName', (credential) => {
  it('never hands its secrets to other nodes', () => {
    expect(credential).not.toHaveProperty('authenticate');
    expect(credential).not.toHaveProperty('test');
  });

  it('explains every field, hides its secrets, and has icons', () => {
    for (const property of credential.properties) {
      expect(property.description).toMatch(/.{6,}/);
      if (/key|secret|token/i.test(property.name)) {
        expect(property.typeOptions?.password).toBe(true);
      }
    }
    for (const file of iconFiles(credential.icon)) {
      expect(existsSync(join(ROOT, 'credentials', file))).toBe(true);
    }
  });
});
