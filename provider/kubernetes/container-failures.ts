/** Which containers of a pod have failed, and why. */
import type { ContainerStatus, Pod } from "./pod-state";

/** From sysexits.h: the exit code of our installer if another attempt may succeed. */
const TEMPORARY_FAILURE = 75;
/** After this many temporary failures, a container counts as broken. */
const RESTARTS = 2;
/** The containers of our own scripts, which always fail again for the same reason. */
const PREPARING = ["install-plugins", "make-stores"];

const CANNOT_START = [
  "CreateContainerConfigError",
  "CreateContainerError",
  "ErrImageNeverPull",
  "ErrImagePull",
  "ImageInspectError",
  "ImagePullBackOff",
  "RegistryUnavailable",
  "RunContainerError",
];

/** The containers that will never run without a change, each with the reason. */
export function brokenContainers(pod: Pod): string[] {
  return failures(pod, isFailed);
}

/** The containers that cannot start for now, for example because an image cannot be pulled. */
export function unstartableContainers(pod: Pod): string[] {
  return failures(pod, isFailing);
}

function failures(pod: Pod, test: (status: ContainerStatus) => boolean): string[] {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const found = [...initContainerStatuses, ...containerStatuses].filter(test);
  return found.map((status) => `container ${status.name}: ${reasonOf(status)}`);
}

function isFailed(status: ContainerStatus): boolean {
  const { name, restartCount, state } = status;
  if (state?.waiting?.reason === "InvalidImageName") return true;
  const exitCode = badEnd(status)?.exitCode;
  if (exitCode === undefined || state?.running !== undefined) return false;
  if (PREPARING.includes(name) && exitCode !== TEMPORARY_FAILURE) return true;
  return restartCount >= RESTARTS;
}

function isFailing({ state }: ContainerStatus): boolean {
  return CANNOT_START.includes(state?.waiting?.reason ?? "");
}

function badEnd({ state, lastState }: ContainerStatus) {
  const ended = state?.terminated ?? lastState?.terminated;
  return ended === undefined || ended.exitCode === 0 ? undefined : ended;
}

function reasonOf(status: ContainerStatus): string {
  const ended = badEnd(status);
  const { waiting } = status.state ?? {};
  if (ended === undefined) {
    return [waiting?.reason, waiting?.message].filter(Boolean).join(", ");
  }
  if (PREPARING.includes(status.name) && ended.message !== undefined) return ended.message.trim();
  const killed = ended.reason === "OOMKilled" ? ": it needs more memory than its limit" : "";
  const times = status.restartCount === 1 ? "once" : `${status.restartCount} times`;
  const said = lastMessage(ended.message ?? "");
  return (
    `ended with ${ended.exitCode}${killed}, was restarted ${times}` +
    (said === "" ? "" : `; last message: ${said}`)
  );
}

/** From the end of a log: the cause in its last stack trace, or otherwise its last line. */
function lastMessage(log: string): string {
  const lines = log.split("\n").map((line) => line.trim());
  const causes = lines.filter((line) => /^(Caused by: |[\w.]+(Exception|Error): )/.test(line));
  return causes.at(-1) ?? lines.filter((line) => line !== "").at(-1) ?? "";
}
