import ArgumentParser

/// Options of `translate`.
struct TranslationOptions: ParsableArguments {
  @OptionGroup var model: ModelOptions
  @OptionGroup var search: SearchOptions
}
