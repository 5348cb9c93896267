using Parquet;
using Parquet.Schema;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Training.Tests.Data;

/// <summary>Parquet files: those of tests/Data/parquet were written by Apache's own library in C++.</summary>
public sealed class ParquetTests : IDisposable
{
    private static readonly string Folder = Repository.PathTo("tests/Data/parquet");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ListsOfNumbersAreSamples()
    {
        var data = DataReader.Read(Path.Combine(Folder, "rows.parquet"), new DataReadOptions { InputColumns = ["pixels"] });

        Assert.Equal((6, 4), (data.Count, data.SampleShape.ElementCount));
        Assert.Equal([55, 55.5f, 56, 56.5f], data.Sample(4).ToArray());
        Assert.Equal([0, 1, 2, 1, 1, 2], data.Labels.ToArray());
        Assert.Contains("the label is column 'label'; a column that is no input is left out", data.Remark, StringComparison.Ordinal);
        Assert.Matches("^rows.parquet [0-9a-f]{16}$", data.Source);

        // All columns side by side.
        Assert.Equal([55, 55.5f, 56, 56.5f, 2], DataReader.Read(Path.Combine(Folder, "rows.parquet")).Sample(4).ToArray());
    }

    [Fact]
    public void ColumnsAreThoseOfATable()
    {
        var path = Path.Combine(Folder, "table.parquet");
        var data = DataReader.Read(path, new DataReadOptions { LabelColumn = "kind" });

        Assert.Equal([2, 5, 1], data.Sample(0).ToArray());
        Assert.Equal([7, 1, 0], data.Sample(1).ToArray());
        Assert.Equal([1, 0, 1], data.Labels.ToArray());
        Assert.Equal(["cat", "dog"], data.ClassNames);
        var targets = DataReader.Read(path, new DataReadOptions { InputColumns = ["height"], TargetColumns = ["width", "soft"] }).Targets;
        Assert.Equal([7, 0], Assert.IsType<ValueTargets>(targets).Sample(1).ToArray());
        var order = DataReader.Read(path, new DataReadOptions { LabelColumn = "kind", InputColumns = ["height", "width"] });
        Assert.Equal([5, 2], order.Sample(0).ToArray());
        Assert.Equal([1, 0, 1], DataReader.Read(path).Labels.ToArray());
        var error = Assert.Throws<WfnException>(() => DataReader.Read(path, new DataReadOptions { TargetColumns = ["soft"] }));
        Assert.Contains("'kind' holds texts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImagesAreDecoded()
    {
        var data = DataReader.Read(Path.Combine(Folder, "images.parquet"));

        Assert.Equal(TensorShape.Of(1, 2, 2), data.SampleShape);
        Assert.Equal([20f / 255, 1f / 255, 2f / 255, 3f / 255], data.Sample(2).ToArray());
        Assert.Equal([0, 1, 0], data.Labels.ToArray());
        Assert.Contains("3 grey images: bytes divided by 255", data.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void KnownByItsContentsWhateverItsName() =>
        Assert.Equal(6, DataReader.Read(folder.Write("rows", File.ReadAllBytes(Path.Combine(Folder, "rows.parquet")))).Count);

    [Fact]
    public async Task WhatIsMissingOrUnequalIsNamed()
    {
        var (number, label) = (new DataField("x", typeof(double), isNullable: true), new DataField<int>("label"));
        var empty = await Write("empty.parquet", new ParquetSchema(number, label), async group =>
        {
            await group.WriteAsync<double>(number, new double?[] { 1, null, 3 });
            await group.WriteAsync<int>(label, new[] { 0, 1, 0 });
        });
        Assert.Contains("column 'x' is empty at place 1: a value is missing", Refused(empty), StringComparison.Ordinal);

        var list = new ListField("x", new DataField<float>("element"));
        var field = (DataField)list.Item;
        var ragged = await Write("ragged.parquet", new ParquetSchema(list, label), async group =>
        {
            await group.WriteAllPartsAsync<float>(field, new float[] { 1, 2, 3, 4, 5, 6 }, Enumerable.Repeat(field.MaxDefinitionLevel, 6).ToArray(), new[] { 0, 1, 1, 0, 0, 1 }, CancellationToken.None);
            await group.WriteAsync<int>(label, new[] { 0, 1, 0 });
        });
        Assert.Contains("lists of different lengths", Refused(ragged), StringComparison.Ordinal);
    }

    [Fact]
    public void DamageIsToldAndNothingElse()
    {
        var whole = File.ReadAllBytes(Path.Combine(Folder, "images.parquet"));
        var random = new Random(4);
        var told = new List<string>();
        for (var attempt = 0; attempt < 400; attempt++)
        {
            var bytes = (byte[])whole.Clone();
            for (var flips = 1 + random.Next(4); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var path = folder.Write("damaged.parquet", attempt % 5 == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes);
            try
            {
                using var file = DataFile.Open(path);
                ParquetReading.Read(file, new DataReadOptions { Memory = new MemoryLimit(1 << 26) }, TimeSpan.FromSeconds(1));
            }
            catch (WfnException exception)
            {
                told.Add(exception.Message);
            }
        }

        // One of them had the library read for ever.
        Assert.InRange(told.Count, 100, 400);
    }

    private async Task<string> Write(string name, ParquetSchema schema, Func<ParquetRowGroupWriter, Task> write)
    {
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(schema, stream))
        {
            using var group = writer.CreateRowGroup();
            await write(group);
        }

        return folder.Write(name, stream.ToArray());
    }

    private static string Refused(string path)
    {
        var exception = Assert.Throws<WfnException>(() => DataReader.Read(path));
        Assert.Equal((DiagnosticCodes.BadData, path), (exception.Code, exception.File));
        return exception.Message;
    }
}
