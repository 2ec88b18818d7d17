func windowCount(_ size: Int, _ kernel: Int, _ stride: Int) -> Int {
  size < kernel ? 0 : (size - kernel) / stride + 1
}
