namespace Wfn.Generator.Emit;

/// <summary>The file of kernels.</summary>
internal static class KernelsEmitter
{
    /// <summary>Its text.</summary>
    public static string Emit(string ofNamespace, string className, IEnumerable<KernelFile> kernels)
    {
        // Namespaces are used for their extension methods; all types are qualified.
        var writer = ModelEmitter.Begin(ofNamespace, className)
            .Line("using global::System;")
            .Line("#if NET8_0_OR_GREATER")
            .Line("using global::System.Runtime.Intrinsics;")
            .Line("#endif")
            .Line()
            .Open($"partial class {className}")
            .Line("/// <summary>What runs the layers.</summary>")
            .Open($"private static class {ModelCode.KernelClass}");
        var isFirst = true;
        foreach (var file in kernels)
        {
            if (!isFirst)
            {
                writer.Line();
            }

            isFirst = false;
            writer.Line(file.Text.TrimEnd('\n'));
        }

        return writer.Close().Close().ToString();
    }
}
