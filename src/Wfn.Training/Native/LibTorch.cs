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
    private static bool loaded;

    /// <summary>
    /// Loads libtorch unless it is loaded. Call it before the first use of any TorchSharp type; all entry points of this
    /// library do.
    /// </summary>
    /// <param name="progress">Told, in a sentence, when a download starts and when it is done.</param>
    /// <exception cref="WfnException">It can neither be found nor fetched, or does not load (WFN3005).</exception>
    public static void EnsureLoaded(IProgress<string>? progress = null)
    {
        lock (Gate)
        {
            if (loaded)
            {
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
                var folder = package.FolderIn(PackagesFolder());
                if (!package.IsIn(folder))
                {
                    progress?.Report($"Fetching {package.Id} {package.Version} (some 130 MB, once) …");
                    folder = NativePackageFetch.Fetch(package);
                    progress?.Report($"Fetched {package.Id} {package.Version}.");
                }

                LoadFrom(folder, package);
            }

            Start();
            loaded = true;
        }
    }

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
            throw new WfnException(
                DiagnosticCodes.TrainingFailed,
                "TorchSharp's own native library does not load. On Linux with a libstdc++ older than GCC 13's it must be the copy "
                + "that the Wfn.Training package's targets prepare (built with `dotnet build` or `publish`, not copied by hand). "
                + (exception.InnerException ?? exception).Message,
                innerException: exception);
        }
    }
}
