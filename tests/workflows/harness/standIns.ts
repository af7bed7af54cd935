import {
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeProperties,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';

/** Does what n8n's own node of the same name does, as far as the shipped workflows use it. */
type Work = (context: IExecuteFunctions) => INodeExecutionData[][];

interface StandIn {
  group: INodeTypeDescription['group'];
  version: number[];
  outputs: number;
  properties: INodeProperties[];
  work: Work;
}

function standIn(name: string, settings: Partial<StandIn> & Pick<StandIn, 'group'>): INodeType {
  const { group, version = [1], outputs = 1, properties = [], work = passOn } = settings;
  return {
    description: {
      displayName: name,
      name,
      group,
      version,
      description: '',
      defaults: { name },
      inputs: [],
      outputs: Array(outputs).fill(NodeConnectionTypes.Main),
      properties,
    },
    async execute() {
      return work(this);
    },
  };
}

const passOn: Work = (context) => [context.getInputData()];

/** If: n8n's core evaluates the conditions itself. */
const branch: Work = (context) => {
  const passes = (itemIndex: number): unknown =>
    context.getNodeParameter('conditions', itemIndex, false, { extractValue: true });
  const items = context.getInputData();
  return [true, false].map((side) => items.filter((_, index) => passes(index) === side));
};

/** Edit Fields: the assigned fields and nothing else. */
const assign: Work = (context) => [
  context.getInputData().map((_, itemIndex) => ({
    json: Object.fromEntries(
      assignmentsOf(context, itemIndex).map(({ name, value }) => [String(name), value]),
    ),
    pairedItem: { item: itemIndex },
  })),
];

function assignmentsOf(context: IExecuteFunctions, itemIndex: number): IDataObject[] {
  const assignments = context.getNodeParameter('assignments.assignments', itemIndex, []);
  if (!Array.isArray(assignments)) throw new Error('Edit Fields has no list of assignments.');
  return assignments.filter((each): each is IDataObject => typeof each === 'object');
}

/** Split Out: an item for each element of the list. */
const splitOut: Work = (context) => [
  context.getInputData().flatMap(({ json }, itemIndex) => {
    const field = String(context.getNodeParameter('fieldToSplitOut', itemIndex));
    const list = json[field];
    if (!Array.isArray(list)) throw new Error(`The item has no list "${field}".`);
    return list.map((element) => ({
      json: { [field]: element },
      pairedItem: { item: itemIndex },
    }));
  }),
];

const CONDITIONS: INodeProperties = {
  displayName: 'Conditions',
  name: 'conditions',
  type: 'filter',
  default: {},
};
const ASSIGNMENTS: INodeProperties = {
  displayName: 'Fields to Set',
  name: 'assignments',
  type: 'assignmentCollection',
  default: {},
};

/** Nodes of n8n's own that the shipped workflows use: they are not published as a package to test with. */
export const STAND_INS: readonly INodeType[] = [
  standIn('manualTrigger', { group: ['trigger'] }),
  standIn('scheduleTrigger', { group: ['trigger'], version: [1.2] }),
  standIn('stickyNote', { group: ['input'] }),
  standIn('formTrigger', { group: ['trigger'], version: [2.6] }),
  // Its page is asked for in a browser; here the items go on.
  standIn('form', { group: ['input'], version: [2.5] }),
  standIn('if', {
    group: ['transform'],
    version: [2.3],
    outputs: 2,
    properties: [CONDITIONS],
    work: branch,
  }),
  standIn('set', {
    group: ['input'],
    version: [3.4],
    properties: [ASSIGNMENTS],
    work: assign,
  }),
  standIn('splitOut', {
    group: ['transform'],
    properties: [{ displayName: 'Field', name: 'fieldToSplitOut', type: 'string', default: '' }],
    work: splitOut,
  }),
];
