import Database from 'better-sqlite3';

/** How the executions of one workflow ended, by n8n's own records. */
export interface ExecutionCounts {
  readonly succeeded: number;
  /** Ended in any other way, or never ended (n8n was killed). */
  readonly failed: number;
}

/** Counts the executions of a workflow in n8n's own database file; reads only. */
export function countExecutions(databaseFile: string, workflowId: string): ExecutionCounts {
  const database = new Database(databaseFile, { readonly: true, fileMustExist: true });
  try {
    const count = (condition: string): number => {
      const row: unknown = database
        .prepare(`SELECT count(*) FROM execution_entity WHERE workflowId = ? AND ${condition}`)
        .pluck()
        .get(workflowId);
      return typeof row === 'number' ? row : 0;
    };
    return { succeeded: count("status = 'success'"), failed: count("status <> 'success'") };
  } finally {
    database.close();
  }
}
