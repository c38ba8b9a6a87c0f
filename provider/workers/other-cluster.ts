/**
 * What another group or other internal topics, which are part of a cluster's id, mean for the
 * connectors.
 */

export interface Becoming {
  /** The connectors do not exist on the other cluster. */
  readonly withoutConnectors: boolean;
  readonly text: string;
}

/** Compares the id of a cluster before and after the change. */
export function becoming(before: string, after: string): Becoming {
  const differs = (part: string) => partOf(before, part) !== partOf(after, part);
  const withoutConnectors = differs("config") || nameOf(before) !== nameOf(after);
  const said = [
    `another groupId or other internal topics make another Connect cluster: ${before} becomes ${after}.`,
  ];
  if (withoutConnectors) {
    said.push(
      "Its connectors are recreated there. The contents of the old topics, including offsets, are not moved.",
    );
  } else {
    said.push("Its connectors stay, because the topic of their configs does.");
    if (differs("offset")) {
      said.push("Source connectors start from the beginning: their offsets are not moved.");
    }
    if (differs("group")) {
      said.push("Until all pods have rolled, workers of both groups run every connector.");
    }
  }
  return { withoutConnectors, text: said.join(" ") };
}

function nameOf(id: string): string {
  return id.split("?")[0] ?? "";
}

/** Undefined if it has its default. */
function partOf(id: string, part: string): string | undefined {
  const [, query = ""] = id.split("?");
  return query
    .split("&")
    .find((one) => one.startsWith(`${part}=`))
    ?.slice(part.length + 1);
}
