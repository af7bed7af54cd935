import { build } from './support/build';
import { runMain } from './support/main';
import { createProgress } from './support/progress';

runMain(async () => {
  await build(createProgress());
  return 0;
});
