using Wfn.Diagnostics;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Import.Onnx;

/// <summary>Where in its author's code a node comes from, as exporters write it beside the node.</summary>
internal static class NodeOrigin
{
    // PyTorch's names of what it writes.
    private const string ModulePath = "pkg.torch.onnx.name_scopes";
    private const string StackTrace = "pkg.torch.onnx.stack_trace";

    /// <summary>Module path and source line in brackets; empty where the file says nothing.</summary>
    public static string Of(NodeProto node)
    {
        string?[] parts = [Module(Find(node, ModulePath)), Line(Find(node, StackTrace))];
        var told = parts.Where(part => part is { Length: > 0 }).ToArray();
        return told.Length == 0 ? "" : $" [{string.Join(", ", told)}]";
    }

    private static string? Find(NodeProto node, string key) => node.MetadataProps.FirstOrDefault(entry => entry.Key == key)?.Value;

    // A list as Python prints it, the innermost module last but for the operation itself.
    private static string? Module(string? scopes)
    {
        var names = scopes?.Trim('[', ']').Split(',').Select(name => name.Trim().Trim('\'')).Where(name => name.Length > 0).ToArray() ?? [];
        return names.Length > 1 ? Plain(names[names.Length - 2]) : null;
    }

    private static string? Line(string? trace) =>
        trace?.Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.StartsWith("File ", StringComparison.Ordinal)) is { } line
            ? Plain(line) : null;

    private static string Plain(string text) => DataName.Quote(text).Trim('\'');
}
