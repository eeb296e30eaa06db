/** How often the clock is looked at. */
const LOOK_MS = 2_000;
/** Pages in front keep their timers: a look that comes this much too late means that we did not run. */
const LAPSE_MS = 10_000;
/** Browsers run the timers of a hidden page once a minute. */
const HIDDEN_LAPSE_MS = 90_000;

/** Calls back after sleep, a freeze or a time in the cache of pages. Once too often does no harm, so hints are believed. */
export function watchForWake(onWake: () => void): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  let looked = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    const lapse = now - looked - LOOK_MS;
    looked = now;
    if (lapse > (document.visibilityState === 'visible' ? LAPSE_MS : HIDDEN_LAPSE_MS)) onWake();
  }, LOOK_MS);
  document.addEventListener('resume', onWake, { signal });
  window.addEventListener('pageshow', (event) => event.persisted && onWake(), { signal });
  return () => {
    clearInterval(timer);
    controller.abort();
  };
}
