import ArgumentParser
import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoZoo
import Testing

@testable import ShinsoExperiments

@Suite struct CatalogTests {
  private static let ids = Catalog.systems.map { $0.about.id }

  @Test func everySystemIsThereOnce() throws {
    #expect(Set(Self.ids).count == Self.ids.count)
    for id in Self.ids { #expect(Catalog.system(id)?.about.id == id) }
    #expect(Catalog.system("LeNet") == nil && Catalog.system("") == nil)
    let known = [
      "mlp", "lenet", "imagenet", "efficientnet-lite0", "finetune", "pretrained-mlp",
      "pretrained-svm",
    ]
    #expect(Self.ids.filter(known.contains) == known)
    // A network of the registry is a system.
    #expect(Set(Self.ids).isSuperset(of: Networks.entries.map { $0.name }))
  }

  @Test func theOrderIsThatOfFieldsAndYears() {
    let places = Catalog.systems.map { system in
      (About.Field.allCases.firstIndex(of: system.about.field) ?? 0) * 10_000 + system.about.year
    }
    #expect(places == places.sorted())
  }

  @Test(arguments: ids) func systemsSayWhatTheyAre(id: String) throws {
    let system = try #require(Catalog.system(id))
    let about = system.about
    #expect((1943...2019).contains(about.year))
    #expect(!about.title.isEmpty && !about.expectation.isEmpty)
    #expect(!system.verbs.isEmpty)
    // Data by name come from the catalog.
    #expect(about.data.contains(" ") || DataCatalog.entries.contains { $0.id == about.data })
    if system is any Trainable.Type {
      #expect(!about.example.isEmpty)
      #expect(try trainRecord(system, ["-o", "run"])["output"] == .text("run"))
    }
  }

  /// What training writes, the others read: a system that trains takes a model, others none.
  @Test(arguments: ids) func modelsCanBeNamed(id: String) throws {
    let system = try #require(Catalog.system(id))
    func takesModel<Options: ParsableArguments>(_ options: Options.Type) -> Bool {
      (try? Options.parse(["--model", "x"])) != nil
    }
    func evaluate<S: Evaluable>(_ system: S.Type) -> Bool { takesModel(S.EvaluateOptions.self) }
    func predict<S: Predicting>(_ system: S.Type) -> Bool { takesModel(S.PredictOptions.self) }
    let isTrained = system is any Trainable.Type
    // Its evaluation measures nets of random patterns.
    if id != "hopfield", let system = system as? any Evaluable.Type {
      #expect(evaluate(system) == isTrained)
    }
    if let system = system as? any Predicting.Type { #expect(predict(system) == isTrained) }
  }

  @Test func verbsAreThoseThatASystemHas() {
    #expect(ImageNetExperiment.verbs == ["evaluate", "predict"])
    #expect(MLPExperiment.verbs.prefix(3) == ["train", "evaluate", "predict"])
  }
}
