/**
 * Loaded into a program that a script starts: ends it, with everything it started, as soon as the
 * script is gone, however that ended. The script holds the other end of file descriptor 3.
 */
if (process.env.DELTAGRID_PARENT_PIPE === '3') {
  // Children of the program must not look for a pipe of their own.
  delete process.env.DELTAGRID_PARENT_PIPE;
  const { Socket } = require('node:net');
  const parent = new Socket({ fd: 3, readable: true, writable: false });
  const end = () => {
    // The program leads its process group.
    process.kill(-process.pid, 'SIGKILL');
  };
  parent.once('end', end);
  parent.once('error', end);
  parent.resume();
  parent.unref();
}
