using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Training.Tests.Data;

/// <summary>Data in several files.</summary>
public sealed class ShardTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void APatternOrAFolderIsAllFilesInOrder()
    {
        Table("part-2.csv", "5,6,cat");
        Table("part-1.csv", "1,2,dog\n3,4,cat");
        Table("part-3.csv", "7,8,ant");
        folder.Write("notes.txt", "no data"u8.ToArray());

        var pattern = DataReader.Read(folder.File("part-*.csv"));
        var all = DataReader.Read(folder.Root);

        foreach (var data in (LabelledData[])[pattern, all])
        {
            Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], data.Samples.ToArray());
            Assert.Equal(["ant", "cat", "dog"], data.ClassNames);
            Assert.Equal([2, 1, 1, 0], data.Labels.ToArray());
            Assert.Contains("3 files, 4 samples", data.Remark, StringComparison.Ordinal);
            Assert.EndsWith("classes 0 'ant', 1 'cat', 2 'dog'", data.Remark, StringComparison.Ordinal);
        }

        Assert.Matches(@"^part-\*\.csv [0-9a-f]{16}$", pattern.Source);
        Assert.Equal([1f, 2, 3, 4], DataReader.Read(folder.File("part-?.csv")).Take(2).Samples.ToArray());
        var before = pattern.Source;
        Table("part-2.csv", "5,6,dog");
        Assert.NotEqual(before, DataReader.Read(folder.File("part-*.csv")).Source);
    }

    [Fact]
    public void PartsOfArraysKeepTheirTargets()
    {
        folder.Write("a.npz", DataFiles.Npz(("x", DataFiles.Npy([1f, 2], 1, 2)), ("y", DataFiles.Npy([0.5f], 1, 1))));
        folder.Write("b.npz", DataFiles.Npz(("x", DataFiles.Npy([3f, 4], 1, 2)), ("y", DataFiles.Npy([0.25f], 1, 1))));

        var data = DataReader.Read(folder.Root);

        Assert.Equal([0.5f, 0.25f], Assert.IsType<ValueTargets>(data.Targets).Values.ToArray());
    }

    [Fact]
    public void WhatDoesNotBelongTogetherIsRefused()
    {
        Table("a.csv", "1,2,0");
        Table("b.csv", "1,2,3,0");
        Refused("*.csv", DiagnosticCodes.BadData, "samples have the shape [3], those of 'a.csv' [2]", "b.csv");
        Table("b.csv", "1,2,cat");
        Refused("*.csv", DiagnosticCodes.BadData, "classes have names", "b.csv");
        folder.Write("c.npz", DataFiles.Npz(("x", DataFiles.Npy([3f, 4], 1, 2))));
        Refused("?.*", DiagnosticCodes.BadData, "files of 2 kinds", "?.*");
        Refused("*.parquet", DiagnosticCodes.FileNotReadable, "no file has such a name", "*.parquet");
        folder.Write("d.npz", DataFiles.Npz(("x", DataFiles.Npy([3f, 4], 1, 2)), ("y", DataFiles.Npy([1], 1))));
        Refused("*.npz", DiagnosticCodes.BadData, "1 classes a sample where it has none", "d.npz");
        var large = Assert.Throws<WfnException>(() => DataReader.Read(folder.File("c*.npz"), new DataReadOptions { Memory = new MemoryLimit(12) }));
        Assert.Equal(DiagnosticCodes.MemoryLimit, large.Code);
    }

    [Fact]
    public void ATableBesideImagesIsNoPartOfThem()
    {
        Table("labels.csv", "1,2,0");
        folder.Write("a/1.bmp", [.. "BM"u8, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, .. new byte[24], 9, 9, 9, 0, 0, 0, 0, 0]);

        Assert.Contains("1 other files", DataReader.Read(folder.Root).Remark, StringComparison.Ordinal);
    }

    private void Table(string name, string lines) => folder.Write(name, System.Text.Encoding.UTF8.GetBytes("u,v," + (lines.Count(c => c == ',') > 2 && !lines.Contains('\n') ? "w," : "") + "label\n" + lines + "\n"));

    private void Refused(string pattern, string code, string message, string file)
    {
        var exception = Assert.Throws<WfnException>(() => DataReader.Read(folder.File(pattern)));
        Assert.Equal((code, folder.File(file)), (exception.Code, exception.File));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
