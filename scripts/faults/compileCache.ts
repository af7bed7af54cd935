import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Keeps the packages' compiled code between processes and threads: a kill costs a fresh one each
 * time. To be imported before everything else.
 */
enableCompileCache(join(tmpdir(), 'deltagrid-faults-compiled'));
