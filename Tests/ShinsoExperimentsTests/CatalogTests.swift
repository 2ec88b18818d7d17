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
    // Where training is offered, so is an output; where a model is read, it can be named.
    #expect(system.commands.contains(.train) == system.options.contains(.output))
    #expect(system.commands.contains(.train) == system.options.contains(.model))
  }

  @Test func whatASystemCannotDoItSays() {
    let system = ImageNetExperiment()
    let error = #expect(throws: InputError.self) { try system.train(Request()) }
    #expect(error?.description == "imagenet: cannot train; it can evaluate and predict")
  }
}
