import type { ActionStep, Env } from '../workflow/model';

/** An expression that GitHub evaluates. */
export type Expression = `\${{ ${string} }}`;

/** What a step that runs an action is made of. `with` must be given where the action has an input without a default. */
export type ActionProps<Inputs, With extends 'required' | 'optional'> = {
  /** What people see in the log of the run. */
  readonly name: string;
  /** What other steps call it by, in `steps.<id>`. @default - none */
  readonly id?: string;
  /** A condition without the `${{ }}` around it. @default - runs when every step before it has succeeded */
  readonly if?: string;
  /** Variables of this step alone. @default - none */
  readonly env?: Env;
  /** Minutes until the step is stopped. @default - the job's */
  readonly timeoutMinutes?: number;
} & (With extends 'required'
  ? {
      /** The action's inputs. */
      readonly with: Inputs;
    }
  : {
      /** The action's inputs. @default - none */
      readonly with?: Inputs;
    });

/** A step that runs `action`, from the typed inputs of its factory. */
export function actionStep(action: string, props: ActionProps<object, 'optional'>): ActionStep {
  return { ...props, action } as ActionStep;
}
