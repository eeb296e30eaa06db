import type { Rolldown } from 'tsdown';

const HELPER = /^function AsyncGenerator\(e\) \{.*?^\};\n(?=\/\/#endregion)/ms;

/**
 * tRPC is compiled for runtimes without generators that are asynchronous, and brings a class for them, twice. The way by the socket has no
 * use for one; what is assigned to its prototype keeps it nevertheless. As one expression without effects it goes where nobody asks for it.
 */
export function trpcHelpers(): Rolldown.Plugin {
  return {
    name: 'trpc-helpers',
    transform: {
      filter: { id: /\/@trpc\/(client|server)\/dist\//, code: HELPER },
      handler: (code) => ({
        code: code.replace(
          HELPER,
          (helper) => `var AsyncGenerator = /* @__PURE__ */ (() => {\n${helper}return AsyncGenerator;\n})();\n`,
        ),
        map: null,
      }),
    },
  };
}
