/** Methods of objects that are replaced for a while. */
export class Shadows {
  private readonly undo: (() => void)[] = [];

  /** Puts a method in the place of an object's own or inherited one. */
  public replace(part: object, method: string, body: () => unknown): void {
    const before = Object.getOwnPropertyDescriptor(part, method);
    Object.defineProperty(part, method, { value: body, configurable: true, writable: true });
    this.undo.push(() => restore(part, method, before));
  }

  /** Takes everything back. */
  public restore(): void {
    for (const undo of this.undo.splice(0).reverse()) undo();
  }
}

/** Runs `body` with a method as it was when its own property was `before`. */
export function withMethod<T>(part: object, method: string, before: PropertyDescriptor | undefined, body: () => T): T {
  const now = Object.getOwnPropertyDescriptor(part, method);
  restore(part, method, before);
  try {
    return body();
  } finally {
    restore(part, method, now);
  }
}

function restore(part: object, method: string, before: PropertyDescriptor | undefined): void {
  if (before) Object.defineProperty(part, method, before);
  else Reflect.deleteProperty(part, method);
}
