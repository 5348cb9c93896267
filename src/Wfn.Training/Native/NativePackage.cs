using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Wfn.Diagnostics;

namespace Wfn.Training.Native;

/// <summary>The NuGet package that holds libtorch for one system, and the files of it that are loaded.</summary>
/// <param name="RuntimeIdentifier">The system, such as linux-x64.</param>
/// <param name="Id">The package's name.</param>
/// <param name="Version">The exact version that TorchSharp was built for.</param>
/// <param name="Files">The libraries in the order in which they need each other.</param>
/// <param name="ContentHash">SHA-512 of the package's contents in base 64, as NuGet counts it; null where the package is not fetched.</param>
internal sealed record NativePackage(string RuntimeIdentifier, string Id, string Version, EquatableArray<string> Files, string? ContentHash = null)
{
    /// <summary>The package for the running system, or null where TorchSharp has none.</summary>
    public static NativePackage? ForThisSystem() =>
        (OperatingSystem.IsLinux(), OperatingSystem.IsWindows(), OperatingSystem.IsMacOS(), RuntimeInformation.ProcessArchitecture) switch
        {
            (true, _, _, Architecture.X64) => Cpu("linux-x64", ["libgomp-98b21ff3.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so"]),
            (_, true, _, Architecture.X64) => Cpu("win-x64", ["c10.dll", "torch_cpu.dll", "torch.dll"]),
            (_, _, true, Architecture.Arm64) => Cpu("osx-arm64", ["libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib"]),
            _ => null,
        };

    /// <summary>
    /// The package for the running system's NVIDIA GPUs, or null where TorchSharp has none. Its parts are put together when a project that
    /// references it is built; the libraries then lie in that project's output folder.
    /// </summary>
    public static NativePackage? CudaForThisSystem() =>
        (OperatingSystem.IsLinux(), OperatingSystem.IsWindows(), RuntimeInformation.ProcessArchitecture) switch
        {
            (true, _, Architecture.X64) =>
                Cuda("linux-x64", ["libc10.so", "libc10_cuda.so", "libtorch_cpu.so", "libtorch_cuda.so", "libtorch.so"]),
            (_, true, Architecture.X64) => Cuda("win-x64", ["c10.dll", "c10_cuda.dll", "torch_cpu.dll", "torch_cuda.dll", "torch.dll"]),
            _ => null,
        };

    // Written by NuGet when it unpacks a package, of the contents that it unpacked.
    private const string MetadataFile = ".nupkg.metadata";

    /// <summary>The folder of the libraries, given NuGet's packages folder.</summary>
    public string FolderIn(string packages) => Path.Combine(PackageIn(packages), "runtimes", RuntimeIdentifier, "native");

    /// <summary>Checks that a package in NuGet's packages folder is the one that was published, before anything of it is loaded.</summary>
    /// <param name="packages">NuGet's packages folder.</param>
    /// <exception cref="WfnException">It is another one (WFN3005).</exception>
    public void RequireContents(string packages)
    {
        if (ContentHash is not null && HashIn(packages) is var found && found != ContentHash)
        {
            throw new WfnException(
                DiagnosticCodes.TrainingFailed,
                $"package {Id} {Version} is not the one that was published: its contents have the hash {found ?? "(none)"} instead of {ContentHash}. "
                + "Nothing of it was loaded. Delete its folder, and check where your NuGet sources take it from.",
                PackageIn(packages));
        }
    }

    private string PackageIn(string packages) => Path.Combine(packages, Id, Version);

    private string? HashIn(string packages)
    {
        try
        {
            using var metadata = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(PackageIn(packages), MetadataFile)));
            return metadata.RootElement.GetProperty("contentHash").GetString();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether a folder holds all the libraries.</summary>
    public bool IsIn(string folder) => Files.All(file => File.Exists(Path.Combine(folder, file)));

    private static NativePackage Cpu(string runtimeIdentifier, EquatableArray<string> files) =>
        new(runtimeIdentifier, "libtorch-cpu-" + runtimeIdentifier, Metadatum("LibTorchVersion"), files, Metadatum("LibTorchHash-" + runtimeIdentifier));

    private static NativePackage Cuda(string runtimeIdentifier, EquatableArray<string> files) =>
        new(runtimeIdentifier, "libtorch-cuda-12.8-" + runtimeIdentifier, Metadatum("LibTorchVersion"), files);

    private static string Metadatum(string key) =>
        typeof(NativePackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
