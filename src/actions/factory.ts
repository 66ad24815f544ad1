import type { ActionStep, Env } from '../workflow/model';

/** An expression that GitHub evaluates. */
export type Expression = `\${{ ${string} }}`;

/** What a step that runs an action is made of. `with` must be given where the action has an input without a default. */
export type ActionProps<Inputs, With extends 'required' | 'optional'> = {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly env?: Env;
  readonly timeoutMinutes?: number;
} & (With extends 'required' ? { readonly with: Inputs } : { readonly with?: Inputs });

/** A step that runs `action`, from the typed inputs of its factory. */
export function actionStep(action: string, props: ActionProps<object, 'optional'>): ActionStep {
  return { ...props, action } as ActionStep;
}
