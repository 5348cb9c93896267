using System.Runtime.InteropServices;

namespace Wfn.Tool.Tests;

/// <summary>libtorch is fetched from the user's own sources, whatever others have put into folders that they can write to.</summary>
public class LibTorchFetchTests
{
    private const string Package = "libtorch-cpu-linux-x64";

    [FactOnLinux("it plants files as another user could")]
    public void NobodyElsesFilesHaveASayAndAnotherPackageIsNotLoaded()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return;
        }

        using var folders = new PlantedFolders();
        folders.UseSource(Source());
        var data = TestModels.WriteData(folders.Root, 32);
        (int ExitCode, string Error) Compress() => folders.Run(
            "compress", TestModels.Cnn, "--data", data, "--delta", "0.01", "--epochs", "1", "--fractions", "1", "--batch-size", "32", "--threads", "1",
            "--learning-rate", "0.001", "-o", folders.Root.File("net.wfn"));

        var own = Path.GetDirectoryName(typeof(ExitCodes).Assembly.Location)!;
        string[] Own() => [.. Directory.GetFiles(own, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var before = Own();
        var (code, error) = Compress();
        Assert.True(code == ExitCodes.Done, error);
        Assert.Contains("Fetched " + Package, error, StringComparison.Ordinal);
        folders.AssertUntouched();
        Assert.Equal(before, Own());

        // What lies there now is another package.
        var metadata = Directory.GetFiles(folders.Packages + "/" + Package, ".nupkg.metadata", SearchOption.AllDirectories).Single();
        File.WriteAllText(metadata, File.ReadAllText(metadata).Replace("YGd/", "AAAA", StringComparison.Ordinal));
        (code, error) = Compress();
        Assert.Equal(ExitCodes.WrongInput, code);
        Assert.Contains("is not the one that was published", error, StringComparison.Ordinal);
    }

    [FactOnLinux("it plants files as another user could")]
    public void NorDoTheyWhereAnAppIsPublishedOrTheSdkIsAsked()
    {
        using var folders = new PlantedFolders();
        var (code, error) = folders.Run(
            "report", Repository.PathTo("samples/FashionMnist/fashion-resnet8.wfn"), "--shipped", "il", "--json", "-o", folders.Root.File("page.html"));
        Assert.True(code == ExitCodes.Done, error);
        Assert.Contains("assembly (IL)", error, StringComparison.Ordinal);
        Assert.DoesNotContain("cannot be published", error, StringComparison.Ordinal);
        folders.AssertUntouched();

        folders.Run("doctor");
        folders.AssertUntouched();
    }

    // The package as it was fetched for this build, in a folder that serves as a source.
    private static string Source()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Path.GetDirectoryName(Directory.GetFiles(Path.Combine(packages, Package), "*.nupkg", SearchOption.AllDirectories).Single())!;
    }
}
