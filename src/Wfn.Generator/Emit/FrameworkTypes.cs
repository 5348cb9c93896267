namespace Wfn.Generator.Emit;

/// <summary>
/// The framework's types that kernels name. In generated code they are qualified by <c>global::</c>, so that no type or namespace of the
/// user can stand in their place; a test finds what is missing here.
/// </summary>
internal static class FrameworkTypes
{
    private static readonly Dictionary<string, string> Namespaces = new (string Namespace, string Types)[]
    {
        ("System", "ArgumentException ArgumentOutOfRangeException Array BitConverter Buffer Environment Exception Func GC InvalidOperationException Math MemoryExtensions MidpointRounding ReadOnlySpan Span"),
        ("System.Collections.Generic", "Dictionary IReadOnlyList List SortedDictionary"),
        ("System.Globalization", "CultureInfo"),
        ("System.IO", "Stream"),
        ("System.Numerics", "Vector4"),
        ("System.Reflection", "Assembly"),
        ("System.Runtime.CompilerServices", "MethodImpl MethodImplOptions Unsafe"),
        ("System.Runtime.ExceptionServices", "ExceptionDispatchInfo"),
        ("System.Runtime.InteropServices", "MemoryMarshal"),
        ("System.Runtime.Intrinsics", "Vector128 Vector256 Vector512"),
        ("System.Runtime.Intrinsics.Arm", "AdvSimd Dp"),
        ("System.Runtime.Intrinsics.Wasm", "PackedSimd"),
        ("System.Runtime.Intrinsics.X86", "Avx Avx2 Avx512BW Avx512F Avx512Vbmi AvxVnni Fma Sse2 Ssse3"),
        ("System.Threading", "Interlocked IThreadPoolWorkItem Thread ThreadPool Volatile"),
    }
    .SelectMany(n => n.Types.Split(' ').Select(type => (Type: type, n.Namespace)))
    .ToDictionary(t => t.Type, t => t.Namespace, StringComparer.Ordinal);

    /// <summary>The qualified name of a type, or null for what is none of them.</summary>
    public static string? Qualified(string type) => Namespaces.TryGetValue(type, out var found) ? $"global::{found}.{type}" : null;

    /// <summary>Whether a type of that full name would stand in the place of one of these, or of a namespace that one of them lies in.</summary>
    public static bool AreHiddenBy(string fullName) =>
        Namespaces.Any(known => $"{known.Value}.{known.Key}" == fullName || $"{known.Value}.".StartsWith(fullName + ".", StringComparison.Ordinal));
}
