import ShinsoTensor

extension LinkedLibrary {
  /// MeCab, which is opened when it is needed; nil if it or its dictionary is missing.
  public static var mecab: LinkedLibrary? {
    guard let mecab = try? MeCab.shared.get() else { return nil }
    return LinkedLibrary("MeCab", version: mecab.version, symbol: "mecab_new")
  }
}
