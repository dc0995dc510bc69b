/** What a skill names outside of itself, by its author's word and in its code: facts, counted once each. */
import type { Mention, SkillDetail } from "../../ipc";

export interface Named {
  packages: number;
  variables: Thing[];
  hosts: Thing[];
  processes: Thing[];
  /** Everything that the tab of packages lists. */
  total: number;
}

/** A name, and the line of the code where it stands first; `null` where only its author names it. */
export interface Thing {
  name: string;
  line: number | null;
}

export function named(detail: Pick<SkillDetail, "python_packages" | "npm_packages" | "env_vars" | "mentions">): Named {
  const of = (kind: Mention["kind"]): Thing[] => detail.mentions.filter((one) => one.kind === kind);
  const found = of("variable");
  const said = detail.env_vars.filter((name, i, all) => all.indexOf(name) === i);
  const variables = [
    ...said.map((name) => found.find((one) => one.name === name) ?? { name, line: null }),
    ...found.filter(({ name }) => !said.includes(name)),
  ];
  const [hosts, processes] = [of("host"), of("process")];
  const packages = detail.python_packages.length + detail.npm_packages.length;
  const total = packages + variables.length + hosts.length + processes.length;
  return { packages, variables, hosts, processes, total };
}
