using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;

namespace Wfn.EndToEnd.Tests;

/// <summary>What packages say of the repository, once it has a remote: nothing here knows its address.</summary>
public sealed class PackageAddressTests : IDisposable
{
    private const string Remote = "https://github.com/somebody/somewhere";

    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private static readonly string[] Rules =
    [
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "src/Directory.Build.props", "src/Directory.Build.targets",
        "src/icon.png", "src/Wfn.Training/buildTransitive/Wfn.Training.targets",
    ];

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void VersionAddressesAndSourcesComeFromGit()
    {
        foreach (var file in Rules)
        {
            Write(file, File.ReadAllBytes(Repository.PathTo(file)));
        }

        Write("src/One/One.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <IsPackable>true</IsPackable>
                <Description>One class, packed as all packages of the repository are.</Description>
              </PropertyGroup>
            </Project>
            """u8);
        Write("src/One/One.cs", "namespace One;\n\n/// <summary>A number.</summary>\npublic static class Number\n{\n    /// <summary>Two.</summary>\n    public static int Two() => 2;\n}\n"u8);
        Write("src/One/README.md", "One.\n"u8);
        Git("init", "-q");
        Git("add", "-A");
        Git("commit", "-q", "-m", "One");
        Git("tag", "v1.2.3");
        Git("remote", "add", "origin", Remote + ".git");
        var commit = Git("rev-parse", "HEAD").Trim();

        ChildProcess.Dotnet(folder.Root, "pack", "src/One", "-c", "Release", "-o", "out", "-v", "q", "-tl:off");

        using var package = ZipFile.OpenRead(folder.File("out/One.1.2.3.nupkg"));
        using var nuspec = package.GetEntry("One.nuspec")!.Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single();
        XElement Element(string name) => metadata.Elements().Single(e => e.Name.LocalName == name);
        Assert.Equal(Remote, Element("projectUrl").Value);
        Assert.Equal((Remote + ".git", commit), (Element("repository").Attribute("url")!.Value, Element("repository").Attribute("commit")!.Value));
        Assert.Contains($"https://raw.githubusercontent.com/somebody/somewhere/{commit}/*", SourceLinkOf(package.GetEntry("lib/net10.0/One.dll")!), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static string SourceLinkOf(ZipArchiveEntry assembly)
    {
        using var bytes = new MemoryStream();
        using (var packed = assembly.Open())
        {
            packed.CopyTo(bytes);
        }

        bytes.Position = 0;
        using var file = new PEReader(bytes);
        using var symbols = file.ReadEmbeddedPortablePdbDebugDirectoryData(file.ReadDebugDirectory().Single(e => e.Type == DebugDirectoryEntryType.EmbeddedPortablePdb));
        var reader = symbols.GetMetadataReader();
        var link = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation).Single(i => reader.GetGuid(i.Kind) == SourceLink);
        return Encoding.UTF8.GetString(reader.GetBlobBytes(link.Value));
    }

    private void Write(string relative, ReadOnlySpan<byte> contents)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(relative))!);
        File.WriteAllBytes(folder.File(relative), contents);
    }

    private string Git(params string[] arguments)
    {
        var outcome = ChildProcess.Run(folder.Root, "git", ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false", .. arguments]);
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        return outcome.Output;
    }
}
