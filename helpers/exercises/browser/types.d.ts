// The parts of anywidget and ipywidgets that the exercises use, for the type checker alone.

/** A model of ipywidgets, or of an anywidget, with the traits State. */
interface ExerciseModel<State> {
  get<Name extends keyof State>(name: Name): State[Name];
  set<Name extends keyof State>(name: Name, value: State[Name]): void;
  save_changes(): void;
  on(events: string, callback: () => void): void;
  off(events: string, callback: () => void): void;
  widget_manager: {
    get_model(id: string): Promise<ControlModel>;
    rendermime?: { latexTypesetter?: { typeset(element: Element): void } };
  };
}

/** A slider, a checkbox or a row of buttons. */
type ControlModel = ExerciseModel<{ index?: number; value: number | boolean }>;
