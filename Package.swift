// swift-tools-version: 6.1

import PackageDescription

/// A library target; its folder is `Sources/NAME`.
func library(_ name: String, _ dependencies: Target.Dependency...) -> Target {
  .target(name: name, dependencies: dependencies)
}

/// The tests of one target; they mirror its source paths under `Tests/TARGETTests`.
func tests(
  of target: String, _ dependencies: Target.Dependency..., exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(target)Tests",
    dependencies: [.init(stringLiteral: target), "TestSupport"] + dependencies,
    exclude: exclude)
}

/// A system library; `Tools/setup` installs what is missing.
func system(_ name: String, pkgConfig: String? = nil, apt: String? = nil, brew: String) -> Target {
  .systemLibrary(
    name: name,
    path: "Sources/System/\(name)",
    pkgConfig: pkgConfig,
    providers: (apt.map { [.apt([$0])] } ?? []) + [.brew([brew])])
}

let libraries = [
  "Shinso", "ShinsoTensor", "ShinsoNN", "ShinsoFormats", "ShinsoData", "ShinsoTraining",
  "ShinsoModels", "ShinsoExperiments",
]

let package = Package(
  name: "shinso",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "shinso", targets: ["ShinsoCommand"])]
    + libraries.map { .library(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
  ],
  targets: [
    system("COneDNN", pkgConfig: "dnnl", brew: "onednn"),
    system("CTurboJPEG", pkgConfig: "libturbojpeg", apt: "libturbojpeg0-dev", brew: "jpeg-turbo"),
    system("CPNG", pkgConfig: "libpng", apt: "libpng-dev", brew: "libpng"),
    system("CLibLinear", apt: "liblinear-dev", brew: "liblinear"),
    system("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev", brew: "openssl@3"),
    system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),

    .target(name: "CKernels"),
    library("ShinsoTensor", "CKernels", "COneDNN"),
    library("ShinsoNN", "ShinsoTensor"),
    library("ShinsoFormats", "ShinsoNN", "CZlib", "CCrypto"),
    library("ShinsoData", "ShinsoFormats", "CTurboJPEG", "CPNG"),
    library("ShinsoTraining", "ShinsoData", .product(name: "Logging", package: "swift-log")),
    library("ShinsoModels", "ShinsoNN"),
    library("ShinsoExperiments", "ShinsoModels", "ShinsoTraining", "CLibLinear"),
    library(
      "Shinso", "ShinsoTensor", "ShinsoNN", "ShinsoFormats", "ShinsoData", "ShinsoTraining",
      "ShinsoModels", "ShinsoExperiments"),
    .executableTarget(
      name: "ShinsoCommand",
      dependencies: [
        "ShinsoExperiments",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    .target(name: "TestSupport", path: "Tests/TestSupport"),
    tests(of: "ShinsoTensor", exclude: ["Fixtures"]),
    tests(of: "ShinsoNN", exclude: ["Fixtures"]),
    tests(of: "ShinsoFormats", exclude: ["Fixtures"]),
    tests(of: "ShinsoData", exclude: ["Fixtures"]),
    tests(of: "ShinsoTraining"),
    tests(of: "ShinsoModels", "ShinsoFormats", exclude: ["Fixtures"]),
    tests(of: "ShinsoExperiments", exclude: ["Fixtures"]),
    tests(of: "ShinsoCommand", "ShinsoData", "ShinsoModels"),
  ],
  swiftLanguageModes: [.v6]
)
