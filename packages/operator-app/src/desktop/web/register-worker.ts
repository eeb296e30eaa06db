/** The one text that becomes code in this page: our policy has room for this name alone, and it is given away once. */
const POLICY = 'parley-worker';
const SCRIPT = '/service-worker.js';
/** Held by a page as long as it lives. */
const LOCK = 'parley.desktop';

interface TrustedScriptURL {
  toString(): string;
}
declare global {
  interface ServiceWorkerContainer {
    register(script: TrustedScriptURL): Promise<ServiceWorkerRegistration>;
  }
  var trustedTypes:
    | {
        createPolicy(
          name: string,
          rules: { createScriptURL: () => string },
        ): { createScriptURL(ignored: string): TrustedScriptURL };
      }
    | undefined;
}

/** Made when this file is loaded, before anything else could take the name. */
const policy = globalThis.trustedTypes?.createPolicy(POLICY, { createScriptURL: () => SCRIPT });

/** The worker that shows notifications and keeps the app for days without a network; `null` where there is none. */
export async function registerWorker(): Promise<ServiceWorkerRegistration | null> {
  // Without a secure context a browser has none.
  if (!('serviceWorker' in navigator)) return null;
  try {
    const registration = await navigator.serviceWorker.register(policy?.createScriptURL('') ?? SCRIPT);
    await clearAway(registration);
    return registration;
  } catch {
    // Refused by the person's settings, or out of reach: the app works without it.
    return null;
  }
}

/** Notifications outlive the page that showed them. Whoever comes first takes away what an earlier page left. */
async function clearAway(registration: ServiceWorkerRegistration): Promise<void> {
  if (!(await isFirstPage())) return;
  for (const left of await registration.getNotifications()) left.close();
}

function isFirstPage(): Promise<boolean> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(LOCK, { ifAvailable: true }, async (lock) => {
        resolve(lock !== null);
        // Not given back while the page lives.
        if (lock !== null) await new Promise(() => undefined);
      })
      .catch(reject);
  });
}
