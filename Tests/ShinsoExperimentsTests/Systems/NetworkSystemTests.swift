import ShinsoZoo
import Testing

@testable import ShinsoExperiments

@Suite struct NetworkSystemTests {
  @Test func aVariantIsAnOptionOfThoseThatHaveSome() throws {
    let alexnet = try #require(Catalog.system("alexnet"))
    #expect(try trainRecord(alexnet, [])["variant"] == .text("caffe"))
    #expect(try trainRecord(alexnet, ["--variant", "caffenet"])["variant"] == .text("caffenet"))
    let message = trainProblem(alexnet, ["--variant", "bvlc"])
    for name in ["bvlc", "caffe", "caffenet", "torchvision"] { #expect(message.contains(name)) }
    let sppnet = try #require(Catalog.system("sppnet"))
    #expect(trainProblem(sppnet, ["--variant", "caffe"]).contains("--variant"))
    #expect(try trainRecord(sppnet, [])["variant"] == nil)
  }

  @Test func labelsAreSmoothedWhereThePaperDoes() throws {
    #expect(InceptionV3Entry.recipe.labelSmoothing == 0.1)
    #expect(AlexNetEntry.recipe.labelSmoothing == 0)
    let inception = try #require(Catalog.system("inception-v3"))
    #expect(trainProblem(inception, ["--label-smoothing", "1"]).contains("below 1"))
    #expect(
      try trainRecord(inception, ["--label-smoothing", "0.2"])["labelSmoothing"] == .number("0.2"))
  }
}
