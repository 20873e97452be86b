// Asks the search's engine, search-engine.js, in its worker.

import { ROOT } from "./search-address.js";

// Only the newest request is answered; those before it get null.
export const engine = {
  id: 0,
  waiting: new Map(),
  ask(request) {
    this.worker ??= this.start();
    const id = ++this.id;
    for (const { stale } of this.waiting.values()) stale();
    this.waiting.clear();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, stale: () => resolve(null) });
      this.worker.postMessage({ id, root: ROOT.href, request });
    });
  },
  start() {
    const worker = new Worker(new URL("search-engine.js", import.meta.url), { type: "module" });
    const settle = (id, act) => {
      const asked = this.waiting.get(id);
      this.waiting.delete(id);
      if (asked) act(asked);
    };
    worker.addEventListener("message", ({ data: { id, answer, error } }) => {
      settle(id, ({ resolve, reject }) => (error ? reject(new Error(error)) : resolve(answer)));
    });
    worker.addEventListener("error", () => settle(this.id, ({ reject }) => reject(new Error("no worker"))));
    return worker;
  },
};
