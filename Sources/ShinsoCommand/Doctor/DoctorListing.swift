import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// What `shinso doctor` prints for people.
struct DoctorListing {
  let lines: [String]

  init(_ report: DoctorReport) {
    var lines: [String] = []
    lines.append("Shinso \(report.shinso), Swift \(report.swift)")
    lines.append("")
    lines += Self.machine(report).lines
    lines.append("")
    lines += Self.libraries(report.libraries).lines
    lines.append("")
    lines += Self.programs(report.programs).lines
    let missing = report.programs.filter { !$0.isFound }
    for program in missing {
      lines.append("")
      lines.append("\(program.name) is missing: \(program.without)")
      if let install = program.install { lines.append("  to install it: \(install)") }
    }
    lines.append("")
    lines.append(
      missing.isEmpty && report.cache.problem == nil
        ? "Nothing is missing." : "Missing: \(Self.names(missing, report.cache))")
    self.lines = lines.map(\.printable)
  }

  private static func machine(_ report: DoctorReport) -> Table {
    let (processor, memory, cache) = (report.processor, report.memory, report.cache)
    let cores = counted(processor.cores, "core")
    var table = Table(["processor", "\(processor.model), \(cores)"])
    var kernels = processor.usedInstructionSet
    if processor.usedInstructionSet != processor.bestInstructionSet {
      kernels += " (SHINSO_ISA is set; the processor has \(processor.bestInstructionSet))"
    }
    table.append(["kernels", kernels])
    table.append(["threads", "\(report.threads)"])
    if let load = report.load {
      let advice = load.advice.map { "; \($0)" } ?? ""
      table.append(["load", String(format: "%.1f", load.average) + advice])
    }
    let available = memory.availableBytes.map { ", \(FetchProgress.size($0)) available" }
    table.append(["memory", FetchProgress.size(memory.bytes) + (available ?? "")])
    table.append([
      "compute", String(format: "%.0f GFLOP/s (matrix product 512 × 512 × 512)", report.gflops),
    ])
    let free = cache.freeBytes.map { ", \(FetchProgress.size($0)) free" } ?? ""
    table.append([
      "cache",
      "\(cache.path): "
        + (cache.problem ?? "\(FetchProgress.size(cache.bytes)) in use\(free), writable"),
    ])
    return table
  }

  private static func libraries(_ libraries: [LinkedLibrary]) -> Table {
    var table = Table(["LIBRARY", "VERSION", "FILE"])
    for library in libraries {
      table.append([library.name, library.version ?? "-", library.file ?? "not loaded"])
    }
    return table
  }

  private static func programs(_ programs: [ProgramCheck]) -> Table {
    var table = Table(["PROGRAM", "VERSION", "FILE"])
    for program in programs {
      table.append([program.name, program.version ?? "-", program.file ?? "missing"])
    }
    return table
  }

  private static func names(_ programs: [ProgramCheck], _ cache: CacheCheck) -> String {
    (programs.map(\.name) + (cache.problem == nil ? [] : ["a cache that can be written to"]))
      .joined(separator: ", ")
  }
}
