using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Wfn.EndToEnd.Tests;

/// <summary>Whatever a package brings along of others is listed in it, with the licence's text.</summary>
[Collection(EndToEnd.Name)]
public sealed class BillOfMaterialsTests(PackedFeed feed)
{
    [Theory]
    [InlineData("Wfn.Tool", "tools/", 28)]
    [InlineData("Wfn.Build", "tasks/", 6)]
    public void EveryBundledFileIsListedWithItsHashAndLicence(string id, string folder, int count)
    {
        using var package = ZipFile.OpenRead(Path.Combine(feed.Feed, $"{id}.{feed.Version}.nupkg"));
        var bundled = package.Entries.Where(e => e.FullName.StartsWith(folder, StringComparison.Ordinal)
            && Path.GetExtension(e.Name) is ".dll" or ".so" or ".dylib" && !e.Name.StartsWith("Wfn.", StringComparison.Ordinal) && e.Name != "dotnet-wfn.dll").ToArray();
        using var bill = JsonDocument.Parse(Text(package, "sbom/bom.cdx.json"));
        var notices = Text(package, "THIRD-PARTY-NOTICES.txt");

        Assert.Equal(feed.Version, bill.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("version").GetString());
        Assert.Equal(count, bundled.Length);
        var components = bill.RootElement.GetProperty("components").EnumerateArray().ToArray();
        Assert.All(components, component => Assert.NotEqual(0, component.GetProperty("licenses").GetArrayLength()));
        var listed = components.SelectMany(component => component.GetProperty("components").EnumerateArray())
            .Select(file => file.GetProperty("hashes")[0].GetProperty("content").GetString()!).Order(StringComparer.Ordinal);
        Assert.Equal(bundled.Select(Hash).Order(StringComparer.Ordinal), listed);
        Assert.All(bundled, file => Assert.Contains(file.Name, notices, StringComparison.Ordinal));
    }

    [Fact]
    public void TheOneChangedFileIsSaidToBeChanged()
    {
        using var package = ZipFile.OpenRead(Path.Combine(feed.Feed, $"Wfn.Tool.{feed.Version}.nupkg"));
        using var bill = JsonDocument.Parse(Text(package, "sbom/bom.cdx.json"));
        var changed = bill.RootElement.GetProperty("components").EnumerateArray()
            .SelectMany(component => component.GetProperty("components").EnumerateArray())
            .Single(file => file.TryGetProperty("modified", out _));

        Assert.Equal("runtimes/linux-x64/native/libLibTorchSharp.so", changed.GetProperty("name").GetString());
        Assert.Contains("GLIBCXX_3.4.32", changed.GetProperty("pedigree").GetProperty("notes").GetString(), StringComparison.Ordinal);
        Assert.Contains("GLIBCXX_3.4.32", Text(package, "THIRD-PARTY-NOTICES.txt"), StringComparison.Ordinal);
    }

    private static string Hash(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string Text(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }
}
