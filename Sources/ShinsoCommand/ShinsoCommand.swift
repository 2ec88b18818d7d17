@main
struct ShinsoCommand {
  static func main() {}
}
