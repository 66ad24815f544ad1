import type { IConstruct } from 'constructs';
import { headerLines } from '../emit/header';
import { actionsOf, permissionReasons, workflowData } from '../emit/workflow-data';
import { workflowText } from '../emit/workflow-text';
import { libraryScriptId } from '../steps';
import type { Workflow } from '../workflow/model';
import { structureProblems } from '../workflow/structure';
import { GeneratedYaml } from './generated-yaml';

/** Where a workflow's pins come from. */
export interface PinSource {
  /** `owner/repo[/path]@<40 hex>` for an action. */
  usesOf(action: string): string;
  /** The version comment of a `uses` value. */
  versionOf(uses: string): string | undefined;
}

/** A workflow file under `.github/workflows/`. */
export class WorkflowFile extends GeneratedYaml {
  constructor(
    scope: IConstruct,
    /** e.g. `publish.yml`. */
    public readonly fileName: string,
    private readonly model: () => Workflow | undefined,
    pins: PinSource,
    /** Lines that follow the header, without the `#`. */
    notes: readonly string[] = [],
  ) {
    super(scope, `.github/workflows/${fileName}`, {
      data: () => {
        const workflow = model();
        return workflow && workflowData(workflow, (action) => pins.usesOf(action));
      },
      text: (data) => {
        const workflow = model();
        return workflowText(data, {
          header: [...headerLines('.projenrc.ts'), ...notes],
          versionOf: (uses) => pins.versionOf(uses),
          scriptName: libraryScriptId,
          reasons: workflow ? permissionReasons(workflow) : new Map(),
        });
      },
      problems: structureProblems,
    });
  }

  /** The labels of the runners that its jobs run on. */
  public get runners(): readonly string[] {
    return Object.values(this.model()?.jobs ?? {}).flatMap((job) => ('runsOn' in job ? [job.runsOn] : []));
  }

  /** The actions that the workflow runs. */
  public get actions(): readonly string[] {
    const workflow = this.model();
    return workflow ? actionsOf(workflow) : [];
  }
}
