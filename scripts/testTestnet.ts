import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { environmentWithThisNode } from './support/command';
import { runMain } from './support/main';
import { REPOSITORY } from './support/paths';
import { testnetKeys } from './support/testnetKeys';

/** `npm run test:testnet`: the suite of tests/testnet on the real demo exchange, one test after the other. */
runMain(async () => {
  testnetKeys(process.env);
  const jest = join(REPOSITORY, 'node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(
    process.execPath,
    [jest, '--selectProjects', 'testnet', '--runInBand', '--verbose'],
    {
      cwd: REPOSITORY,
      env: environmentWithThisNode(),
      stdio: ['ignore', 'inherit', 'inherit'],
      // A group of its own, which Ctrl-C does not reach: jest would leave without cleaning up.
      detached: true,
    },
  );
  let isAsked = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isAsked) child.kill('SIGKILL');
      isAsked = true;
      process.stderr.write(
        'The suite ends by itself and takes down what it placed; once more ends it at once, and the next run cleans up.\n',
      );
    });
  }
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
});
