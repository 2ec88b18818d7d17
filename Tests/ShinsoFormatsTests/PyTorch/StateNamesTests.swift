import Testing

@testable import ShinsoFormats

@Suite struct StateNamesTests {
  private func plain(_ names: String...) -> [String] {
    StateNames.plain(names.map { ($0, 0) }).map(\.name)
  }

  @Test func prefixesThatAllHaveAreDropped() {
    #expect(plain("module.a.weight", "module.a.bias") == ["a.weight", "a.bias"])
    #expect(plain("_orig_mod.module.a", "_orig_mod.module.b") == ["a", "b"])
    #expect(plain("model._orig_mod.a.b", "model._orig_mod.c") == ["a.b", "c"])
    #expect(plain("module.a", "b") == ["module.a", "b"])
  }

  @Test func wrappersOfPartsAreDropped() {
    #expect(plain("trunk._orig_mod.a", "head.b") == ["trunk.a", "head.b"])
    // Unless two names would become one.
    #expect(plain("a._orig_mod.b", "a.b") == ["a._orig_mod.b", "a.b"])
  }

  @Test func theCounterOfAnAveragedModelIsDropped() {
    #expect(plain("n_averaged", "module.a", "module.b") == ["a", "b"])
    // A tensor of that name beside others is the network's own.
    #expect(plain("n_averaged", "a") == ["n_averaged", "a"])
  }
}
