import ShinsoData
import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct CatalogTests {
  @Test func everySystemIsThereOnce() throws {
    let ids = Catalog.systems.map(\.id)
    #expect(ids == ["lenet", "imagenet", "pretrained-svm", "pretrained-mlp"])
    for id in ids { #expect(try Catalog.system(id).id == id) }
    let error = #expect(throws: InputError.self) { try Catalog.system("LeNet") }
    #expect(error?.problem.contains(ids.joined(separator: ", ")) == true)
  }

  @Test(arguments: Catalog.systems.map(\.id)) func systemsSayWhatTheyAre(id: String) throws {
    let system = try Catalog.system(id)
    #expect((1943...2016).contains(system.year))
    #expect(!system.title.isEmpty && !system.expectation.isEmpty)
    #expect(!system.commands.isEmpty)
    // Data by name comes from the catalog.
    #expect(
      system.defaultData.contains(" ")
        || DataCatalog.entries.contains { $0.id == system.defaultData })
    // What training writes can be placed, and what the others read can be named.
    let options = system.options
    #expect(options[.train]?.contains(.output) != false)
    #expect(options[.train]?.contains(.model) != true)
    let isTrained = options[.train] != nil
    for command in [SystemCommand.evaluate, .predict] {
      #expect(options[command]?.contains(.model) == isTrained)
    }
  }

  @Test func whatASystemCannotDoItSays() {
    let system = ImageNetExperiment()
    let error = #expect(throws: InputError.self) { try system.train(Request()) }
    #expect(error?.description == "imagenet: cannot train; it can evaluate and predict")
  }
}
