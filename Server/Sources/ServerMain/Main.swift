import Foundation
import ShinsoServer
import ShinsoTensor

@main
struct Main {
  static func main() async {
    do {
      var program = try ServerProgram.parseAsRoot()
      if let asynchronous = program as? ServerProgram {
        try await asynchronous.run()
      } else {
        try program.run()
      }
    } catch let error as InputError {
      FileHandle.standardError.write(Data("error: \(error)\n".utf8))
      exit(1)
    } catch {
      ServerProgram.exit(withError: error)
    }
  }
}
