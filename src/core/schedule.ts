/** Runs calls one after another: they share one arena. A call starts at once, synchronously, when none is running. */
export function createQueue(): <T>(call: () => Promise<T>) => Promise<T> {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  const done = () => {
    waiting--;
  };
  return (call) => {
    const turn = waiting++ === 0 ? call() : last.then(call);
    last = turn.then(done, done);
    return turn;
  };
}

/** One turn of the event loop. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    // setTimeout waits 4 ms in a browser, a message does not
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(0);
  });
}
