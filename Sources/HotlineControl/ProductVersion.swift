/// The version of this product, the same in the daemon and the command line.
public enum ProductVersion {
    /// Semantic version 2.0.0.
    public static let text = "0.1.0"
}
