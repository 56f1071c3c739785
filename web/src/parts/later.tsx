// A view whose code is fetched when it is first shown.
import { type ComponentType, h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { as_problem } from '../api/client';
import { Failure, Loading } from './controls';

export function later<Name extends string, Props extends object>(
  load: () => Promise<Record<Name, ComponentType<Props>>>,
  name: Name,
) {
  let loaded: ComponentType<Props> | undefined;
  return function Later(props: Props) {
    const [, show] = useState(0);
    const [failed, fail] = useState(false);
    useEffect(() => {
      if (loaded || failed) return;
      load().then(
        (views) => {
          loaded = views[name];
          show(1);
        },
        () => fail(true),
      );
    }, [failed]);
    if (failed) return <Failure problem={as_problem(new Error())} again={() => fail(false)} />;
    return loaded ? h(loaded as ComponentType<object>, props) : <Loading />;
  };
}
