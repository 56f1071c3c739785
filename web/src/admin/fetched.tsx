// What a view asks the server for, with its loading and its failure.
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Problem, as_problem, get } from '../api/client';
import { Failure, Loading } from '../parts/controls';

export interface Fetched<T> {
  value: T | null;
  problem: Problem | null;
  again: () => void;
}

// `every`: milliseconds after which it is asked for again while the page is looked at; 0: once.
export function use_fetched<T>(path: string, every = 0): Fetched<T> {
  const [value, found] = useState<T | null>(null);
  const [problem, fail] = useState<Problem | null>(null);
  const [tries, set_tries] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    const look = () =>
      get<T>(path, stop.signal).then(
        (answer) => {
          fail(null);
          found(answer);
        },
        (error: unknown) => void (stop.signal.aborted || fail(as_problem(error))),
      );
    void look();
    const clock = every > 0 ? setInterval(() => document.visibilityState === 'visible' && void look(), every) : 0;
    return () => {
      stop.abort();
      clearInterval(clock);
    };
  }, [path, tries]);
  const again = useCallback(() => set_tries((now) => now + 1), []);
  return { value, problem, again };
}

interface ShowProps<T> {
  of: Fetched<T>;
  children: (value: T) => ComponentChildren;
}

export function Show<T>({ of, children }: ShowProps<T>) {
  if (of.problem) return <Failure problem={of.problem} again={of.again} />;
  if (of.value === null) return <Loading />;
  return <>{children(of.value)}</>;
}
