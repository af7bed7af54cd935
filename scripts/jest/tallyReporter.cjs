/**
 * Writes what a jest run came to into the file named by TALLY_FILE, for the closing line of
 * `npm test`: jest's own summary is made per run, and there are several.
 */
const { writeFileSync } = require('node:fs');

class TallyReporter {
  constructor() {
    this.skipped = [];
  }

  onTestResult(_test, { testResults }) {
    for (const one of testResults) {
      if (one.status === 'pending' || one.status === 'todo') this.skipped.push(one.fullName);
    }
  }

  onRunComplete(_contexts, results) {
    const file = process.env.TALLY_FILE;
    if (!file) return;
    const tally = {
      passed: results.numPassedTests,
      // A file that could not even be loaded has no tests to fail: it counts as one.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
      skippedNames: this.skipped,
    };
    writeFileSync(file, JSON.stringify(tally));
  }
}

module.exports = TallyReporter;
