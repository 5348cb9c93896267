using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Wfn.Benchmarks.Inference.Onnx;

/// <summary>What of a processor ONNX Runtime sees.</summary>
/// <param name="SavedState">The bits of the register XCR0, in which the operating system says whose registers it saves.</param>
/// <param name="HasVnni">Whether AVX-VNNI is there.</param>
internal sealed record RuntimeRestriction(byte SavedState, bool HasVnni);

/// <summary>
/// A copy of ONNX Runtime's library that takes the machine for a lesser one. The library has no setting for that: it asks the processor.
/// The copy reads the answers with some bits cleared, as they are on a machine without those instructions, and is otherwise the same.
/// </summary>
internal static class RestrictedRuntime
{
    // xgetbv; mov eax, eax; shl rdx, 32; or rax, rdx
    private static ReadOnlySpan<byte> ReadsState => [0x0F, 0x01, 0xD0, 0x89, 0xC0, 0x48, 0xC1, 0xE2, 0x20, 0x48, 0x09, 0xC2];

    // cpuid; test al, 16
    private static ReadOnlySpan<byte> AsksForVnni => [0x0F, 0xA2, 0xA8, 0x10];

    /// <summary>Whether the library of this system can be restricted.</summary>
    public static bool IsPossible => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Makes the copy and lets ONNX Runtime's C# load it; before anything else asks for the library.</summary>
    /// <exception cref="InvalidOperationException">The library does not ask the way this version is known to.</exception>
    public static void Use(RuntimeRestriction restriction)
    {
        var original = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libonnxruntime.so");
        var copy = Path.Combine(RepositoryPaths.Output("restricted"), $"libonnxruntime.{restriction.SavedState:x2}{(restriction.HasVnni ? ".vnni" : "")}.so");
        var library = File.ReadAllBytes(original);

        // and eax, bits; mov edx, eax; a nop of four bytes
        Replace(library, ReadsState, [0x0F, 0x01, 0xD0, 0x83, 0xE0, restriction.SavedState, 0x89, 0xC2, 0x0F, 0x1F, 0x40, 0x00]);
        if (!restriction.HasVnni)
        {
            Replace(library, AsksForVnni, [0x0F, 0xA2, 0xA8, 0x00]);
        }

        File.WriteAllBytes(copy, library);
        OrtEnv.DisableDllImportResolver = true;
        NativeLibrary.SetDllImportResolver(
            typeof(InferenceSession).Assembly,
            (name, _, _) => name.Contains("onnxruntime", StringComparison.Ordinal) ? NativeLibrary.Load(copy) : 0);
    }

    private static void Replace(Span<byte> library, ReadOnlySpan<byte> sought, ReadOnlySpan<byte> replacement)
    {
        var count = 0;
        for (var at = library.IndexOf(sought); at >= 0; at = library.IndexOf(sought))
        {
            replacement.CopyTo(library[at..]);
            library = library[(at + sought.Length)..];
            count++;
        }

        if (count == 0)
        {
            throw new InvalidOperationException(
                $"ONNX Runtime {OrtVersion} does not ask the processor as 1.31.1 did, so that it cannot be restricted; see {nameof(RestrictedRuntime)}");
        }
    }

    private static string OrtVersion => typeof(InferenceSession).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
