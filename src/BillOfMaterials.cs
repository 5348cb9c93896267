// Compiled by MSBuild as an inline task, without the project's settings.
#nullable disable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.Build.Framework;

namespace Wfn.BuildTasks;

/// <summary>
/// Writes the software bill of materials of a package, CycloneDX 1.6 in JSON: every file of others that the package brings along, under the NuGet
/// package that it is from, with that one's version and licence and the file's hash. The same files give the same text.
/// </summary>
public sealed class WriteBillOfMaterials : Microsoft.Build.Utilities.Task
{
    /// <summary>The bundled files, with the metadata NuGetPackageId and NuGetPackageVersion, and perhaps WfnChange: what was changed in one, and why.</summary>
    [Required]
    public ITaskItem[] Bundled { get; set; }

    /// <summary>The package's name.</summary>
    [Required]
    public string Package { get; set; }

    /// <summary>The package's version.</summary>
    [Required]
    public string Version { get; set; }

    /// <summary>NuGet's packages folders, where licences are read.</summary>
    [Required]
    public string PackageFolders { get; set; }

    /// <summary>The file to write.</summary>
    [Required]
    public string Output { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        var nameless = Bundled.Where(file => file.GetMetadata("NuGetPackageId").Length == 0).ToArray();
        foreach (var file in nameless)
        {
            Log.LogError("{0} is bundled, and nothing tells which package it is from", file.ItemSpec);
        }

        if (nameless.Length > 0)
        {
            return false;
        }

        var components = Bundled
            .GroupBy(file => (Id: file.GetMetadata("NuGetPackageId"), Version: file.GetMetadata("NuGetPackageVersion")))
            .OrderBy(group => group.Key.Id, StringComparer.Ordinal)
            .Select(group => Component(group.Key.Id, group.Key.Version, group));
        var text = "{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"version\": 1,\n  \"metadata\": {\n    \"component\": { \"type\": \"application\", "
            + "\"name\": " + Quote(Package) + ", \"version\": " + Quote(Version) + ", \"purl\": " + Quote("pkg:nuget/" + Package + "@" + Version) + " }\n  },\n"
            + "  \"components\": [\n" + string.Join(",\n", components) + "\n  ]\n}\n";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Output)));
        File.WriteAllText(Output, text, new UTF8Encoding(false));
        return true;
    }

    private string Component(string id, string version, IEnumerable<ITaskItem> files)
    {
        var specification = Specification(id, version);
        var licence = Element(specification, "license");
        var isExpression = (string)licence?.Attribute("type") == "expression";
        var copyright = Element(specification, "copyright")?.Value;
        return "    {\n      \"type\": \"library\",\n      \"name\": " + Quote(id) + ",\n      \"version\": " + Quote(version)
            + ",\n      \"purl\": " + Quote("pkg:nuget/" + id + "@" + version)
            + (licence is null ? Address(specification) : ",\n      \"licenses\": [{ " + (isExpression
                ? "\"expression\": " + Quote(licence.Value)
                : "\"license\": { \"name\": " + Quote("the package's file " + licence.Value) + " }") + " }]")
            + (copyright is null ? "" : ",\n      \"copyright\": " + Quote(copyright))
            + ",\n      \"components\": [\n" + string.Join(",\n", files.OrderBy(Name, StringComparer.Ordinal).Select(FileText)) + "\n      ]\n    }";
    }

    // Older packages tell an address alone.
    private static string Address(XElement specification) => Element(specification, "licenseUrl") is { } address
        ? ",\n      \"licenses\": [{ \"license\": { \"name\": \"the text at its address\", \"url\": " + Quote(address.Value) + " } }]"
        : "";

    private static string FileText(ITaskItem file)
    {
        using (var sha = SHA256.Create())
        using (var stream = File.OpenRead(file.ItemSpec))
        {
            var change = file.GetMetadata("WfnChange");
            return "        { \"type\": \"file\", \"name\": " + Quote(Name(file))
                + ", \"hashes\": [{ \"alg\": \"SHA-256\", \"content\": \"" + string.Concat(sha.ComputeHash(stream).Select(b => b.ToString("x2"))) + "\" }]"
                + (change.Length == 0 ? "" : ", \"modified\": true, \"pedigree\": { \"notes\": " + Quote(change) + " }") + " }";
        }
    }

    // Where it lies in its own package tells the same library of several systems apart.
    private static string Name(ITaskItem file) =>
        file.GetMetadata("PathInPackage") is { Length: > 0 } path ? path.Replace('\\', '/') : Path.GetFileName(file.ItemSpec);

    private XElement Specification(string id, string version)
    {
        var name = id.ToLowerInvariant();
        var path = PackageFolders.Split(new[] { ';' }, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder.Trim(), name, version.ToLowerInvariant(), name + ".nuspec")).FirstOrDefault(File.Exists);
        return path is null ? null : XDocument.Load(path).Root;
    }

    private static XElement Element(XElement specification, string name) => specification?.Descendants().FirstOrDefault(e => e.Name.LocalName == name);

    private static string Quote(string text) =>
        "\"" + string.Concat(text.Select(c => c is '"' or '\\' ? "\\" + c : c < ' ' ? "\\u" + ((int)c).ToString("x4") : c.ToString())) + "\"";
}
