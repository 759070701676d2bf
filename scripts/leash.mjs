// Loaded into every Node program that our scripts start (node --import): when the script that holds the other end of
// the channel is gone, however it went, the program is asked to stop as if by SIGTERM, then killed, and nothing is
// left running.
const graceMs = Number(new URL(import.meta.url).searchParams.get('graceMs'));

process.once('disconnect', () => {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs).unref();
  process.kill(process.pid, 'SIGTERM');
});

// Listening alone must not keep a program alive that has done its work.
process.channel?.unref();

// The programs that this one starts have it to look after them.
const flag = process.execArgv.indexOf('--import');
if (flag !== -1) process.execArgv.splice(flag, 2);
