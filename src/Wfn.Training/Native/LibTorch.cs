using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using Wfn.Diagnostics;

namespace Wfn.Training.Native;

/// <summary>
/// Makes libtorch available to TorchSharp. It is half a gigabyte, so it is not copied beside the program: it is loaded from
/// the program's own folder where it is there, else from NuGet's packages folder, into which it is fetched once if need be.
/// </summary>
public static class LibTorch
{
    private static readonly Lock Gate = new();
    private static TrainingDevice? loaded;

    /// <summary>
    /// Loads libtorch unless it is loaded. Call it before the first use of any TorchSharp type; all entry points of this
    /// library do.
    /// </summary>
    /// <param name="progress">Told, in a sentence, when a download starts and when it is done.</param>
    /// <param name="device">What it has to compute on. The build with CUDA is never fetched, and computes on the processor as well.</param>
    /// <exception cref="WfnException">
    /// It can neither be found nor fetched, does not load, or there is no such device (WFN3005).
    /// </exception>
    public static void EnsureLoaded(IProgress<string>? progress = null, TrainingDevice device = TrainingDevice.Cpu)
    {
        lock (Gate)
        {
            if (loaded == TrainingDevice.Cuda || loaded == device)
            {
                return;
            }

            if (device == TrainingDevice.Cuda)
            {
                LoadCuda();
                loaded = device;
                return;
            }

            if (NativePackage.ForThisSystem() is not { } package)
            {
                throw new WfnException(
                    DiagnosticCodes.TrainingFailed,
                    $"training is not available on {RuntimeInformation.RuntimeIdentifier}: TorchSharp has no native library for it. "
                    + "Train on x64 Linux or Windows, or on an Arm Mac, or compress with --no-retrain.");
            }

            if (!ProbingFolders(package).Any(package.IsIn))
            {
                var packages = PackagesFolder();
                if (!package.IsIn(package.FolderIn(packages)))
                {
                    progress?.Report($"Fetching {package.Id} {package.Version} (some 130 MB, once) …");
                    packages = NativePackageFetch.Fetch(package);
                    progress?.Report($"Fetched {package.Id} {package.Version}.");
                }

                package.RequireContents(packages);
                LoadFrom(package.FolderIn(packages), package);
                LoadTorchSharp(package);
            }

            Start();
            loaded = device;
        }
    }

    /// <summary>Looks for libtorch where <see cref="EnsureLoaded"/> does, without loading or fetching it.</summary>
    /// <returns>Its package and the folder it is in; the folder is null where it would have to be fetched, both where there is none for this system.</returns>
    public static (string? Package, string? Folder) Find()
    {
        if (NativePackage.ForThisSystem() is not { } package)
        {
            return (null, null);
        }

        var folder = ProbingFolders(package).Append(package.FolderIn(PackagesFolder())).FirstOrDefault(package.IsIn);
        return ($"{package.Id} {package.Version}", folder);
    }

    private static void LoadCuda()
    {
        var package = NativePackage.CudaForThisSystem()
            ?? throw NoCuda($"TorchSharp has no native library with CUDA for {RuntimeInformation.RuntimeIdentifier}");
        var folder = ProbingFolders(package).Concat(SystemFolders()).FirstOrDefault(package.IsIn)
            ?? throw NoCuda(
                $"its libraries are neither beside the program nor on {SystemPath}; building a project that references the "
                + "package puts them into its output folder");
        if (loaded is not null)
        {
            throw NoCuda("libtorch without CUDA is loaded already; ask for CUDA before anything else uses libtorch");
        }

        LoadFrom(folder, package);
        Start();
        StartCuda();
    }

    private static string SystemPath => OperatingSystem.IsWindows() ? "PATH" : "LD_LIBRARY_PATH";

    private static string[] SystemFolders() =>
        (Environment.GetEnvironmentVariable(SystemPath) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StartCuda()
    {
        try
        {
            if (torch.cuda.is_available())
            {
                torch.InitializeDeviceType(DeviceType.CUDA);
                return;
            }
        }
        catch (Exception exception) when (
            exception is NotSupportedException or DllNotFoundException or ExternalException or InvalidOperationException)
        {
            throw NoCuda(exception.Message.Trim(), exception);
        }

        throw NoCuda("libtorch finds no NVIDIA GPU, or no driver for it");
    }

    private static WfnException NoCuda(string reason, Exception? cause = null) => new(
        DiagnosticCodes.TrainingFailed,
        "CUDA cannot be used"
        + (NativePackage.CudaForThisSystem() is { } package ? $", which needs libtorch's package {package.Id} {package.Version}: " : ": ")
        + reason + ". Training on the processor works (--device cpu).",
        innerException: cause);

    // Where the runtime itself looks for native libraries.
    private static IEnumerable<string> ProbingFolders(NativePackage package)
    {
        yield return AppContext.BaseDirectory;
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", package.RuntimeIdentifier, "native");
        var search = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (var folder in search.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }
    }

    private static string PackagesFolder() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    // Loaded by full path first, the libraries are found by name afterwards: the loader knows them by their own names.
    private static void LoadFrom(string folder, NativePackage package)
    {
        foreach (var file in package.Files)
        {
            try
            {
                NativeLibrary.Load(Path.Combine(folder, file));
            }
            catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
            {
                throw new WfnException(
                    DiagnosticCodes.TrainingFailed,
                    $"{file} of package {package.Id} {package.Version} does not load: {exception.Message.Trim()}",
                    innerException: exception);
            }
        }
    }

    // Where TorchSharp cannot load its own library it gathers libraries from packages folders and copies them beside itself; so it is
    // loaded here, from the program's own folders, and what fails, fails here.
    private static void LoadTorchSharp(NativePackage package)
    {
        var name = OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";
        if (ProbingFolders(package).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is not { } file)
        {
            throw TorchSharpFails($"{name} is not beside the program", cause: null);
        }

        try
        {
            NativeLibrary.Load(file);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw TorchSharpFails(exception.Message.Trim(), exception);
        }
    }

    private static WfnException TorchSharpFails(string reason, Exception? cause) => new(
        DiagnosticCodes.TrainingFailed,
        "TorchSharp's own native library does not load. On Linux with a libstdc++ older than GCC 13's it must be the copy "
        + "that the Wfn.Training package's targets prepare (built with `dotnet build` or `publish`, not copied by hand). " + reason,
        innerException: cause);

    // TorchSharp's types may not be touched by a method that is compiled before the libraries are loaded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Start()
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception exception) when (exception is NotSupportedException or DllNotFoundException or TypeInitializationException)
        {
            throw TorchSharpFails((exception.InnerException ?? exception).Message, exception);
        }
    }
}
