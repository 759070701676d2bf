// Loaded before a measured program (`--import`): answers how much processor time it has used, over its parent's channel.
process.on('message', (message) => {
  if (typeof message === 'object' && message !== null && 'askCpu' in message) {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMicroseconds: user + system });
  }
});
// Listening for messages must not keep a program alive that has ended its work.
process.channel?.unref();
