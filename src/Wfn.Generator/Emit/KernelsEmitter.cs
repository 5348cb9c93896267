namespace Wfn.Generator.Emit;

/// <summary>The file of kernels.</summary>
internal static class KernelsEmitter
{
    /// <summary>Its text.</summary>
    public static string Emit(string ofNamespace, string className, string declarations) => ModelEmitter.Begin(ofNamespace)
        .Line("using global::System;")
        .Line("using global::System.Collections.Generic;")
        .Line("using global::System.Globalization;")
        .Line("using global::System.Runtime.InteropServices;")
        .Line("#if NET8_0_OR_GREATER")
        .Line("using global::System.Runtime.CompilerServices;")
        .Line("using global::System.Runtime.Intrinsics;")
        .Line("#endif")
        .Line()
        .Open($"partial class {className}")
        .Line(declarations.TrimEnd('\n'))
        .Close()
        .ToString();
}
