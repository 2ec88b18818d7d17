import Foundation
import ShinsoData
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor

/// What `shinso doctor` found.
struct DoctorReport: Encodable {
  struct ProcessorReport: Encodable {
    let model: String
    let cores: Int
    let bestInstructionSet: String
    let usedInstructionSet: String
  }

  struct MemoryReport: Encodable {
    let bytes: Int
    let availableBytes: Int?
  }

  let shinso: String
  let swift: String
  let processor: ProcessorReport
  let threads: Int
  let load: LoadCheck?
  let memory: MemoryReport
  /// The rate of a matrix product that fits the caches.
  let gflops: Double
  let libraries: [LinkedLibrary]
  let programs: [ProgramCheck]
  let cache: CacheCheck

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    shinso = Version.current
    swift = "\(_SwiftStdlibVersion.current)"
    processor = ProcessorReport(
      model: Processor.model, cores: Processor.coreCount,
      bestInstructionSet: Processor.bestInstructionSet.rawValue,
      usedInstructionSet: Processor.usedInstructionSet.rawValue)
    threads = Threads.count
    // Before this process computes itself.
    load = LoadCheck(cores: Processor.coreCount)
    memory = MemoryReport(bytes: SystemMemory.total, availableBytes: SystemMemory.available)
    gflops = ComputeCheck.gflops()
    libraries =
      LinkedLibrary.computing + LinkedLibrary.images + LinkedLibrary.audio
      + LinkedLibrary.formats + LinkedLibrary.supportVectors
    programs = ProgramCheck.all(environment: environment)
    cache = CacheCheck(Cache(environment: environment))
  }
}
