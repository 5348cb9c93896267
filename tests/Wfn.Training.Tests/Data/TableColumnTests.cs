using Wfn.Diagnostics;
using Wfn.Training.Data;

namespace Wfn.Training.Tests.Data;

/// <summary>Which columns of a table are the network's input and which the label, where people's tables have more than both.</summary>
public sealed class TableColumnTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("kind,a,b\ncat,1,2\ndog,3,4\n", new[] { 1f, 2, 3, 4 }, new[] { 0, 1 }, "the label is column 'kind', the only one of text")]
    [InlineData("dog,1,2\ncat,3,4\n", new[] { 1f, 2, 3, 4 }, new[] { 1, 0 }, "the label is column 0, the only one of text")]
    [InlineData("Id,kind,a,b\n7,cat,1,2\n8,dog,3,4\n", new[] { 1f, 2, 3, 4 }, new[] { 0, 1 }, "column 'Id' is left out, for it numbers the lines")]
    [InlineData("row_id;a;b;n\n7;1,5;2;1\n8;3;4;0\n", new[] { 1.5f, 2, 3, 4 }, new[] { 1, 0 }, "column 'row_id' is left out, for it numbers the lines")]
    [InlineData("name,a,b,class\nx,1,2,1\ny,3,4,0\n", new[] { 1f, 2, 3, 4 }, new[] { 1, 0 }, "column 'name' is left out, for it is text")]
    [InlineData("name,a,b,kept\nx,1,2,1\ny,3,4,0\n", new[] { 1f, 2, 3, 4 }, new[] { 1, 0 }, "column 'name' is left out, for it is text")]
    [InlineData("name,a,b,c,class\nx,1,2,5,1\ny,3,4,5,0\n", null, null, "column 0, 'name', holds 'x', which is no number: name the label's column (--label-column)")]
    [InlineData("target,a,b\n1,1.5,2\n0,3,4\n", new[] { 1.5f, 2, 3, 4 }, new[] { 1, 0 }, "the label is column 'target'")]
    [InlineData("a,b\n1,2\n3,4\n", new[] { 1f, 2, 3, 4 }, new int[0], "")]
    [InlineData("1,2\n3,4\n", new[] { 1f, 2, 3, 4 }, new int[0], "")]
    [InlineData("n,a,b\n0,1.5,2.5\n1,3,4\n", null, null, "line 2: the label '2.5' is no class number from 0")]
    public void AreFoundOfANetworkOfTwoInputs(string text, float[]? samples, int[]? labels, string told)
    {
        LabelledData Read() => DataReader.Read(folder.Write("data.csv", text), new DataReadOptions { SampleElements = 2 });
        if (samples is null)
        {
            Assert.Contains(told, Assert.Throws<WfnException>(() => Read()).Message, StringComparison.Ordinal);
            return;
        }

        var data = Read();
        Assert.Equal(samples, data.Samples.ToArray());
        Assert.Equal(labels, data.HasLabels ? data.Labels.ToArray() : []);
        Assert.Contains(told, data.Remark, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("b,a", null, new[] { 2f, 1, 4, 3 }, new[] { 0, 1 }, "2 columns that are no inputs are left out")]
    [InlineData("1-2", "more", new[] { 1f, 2, 3, 4 }, new[] { 5, 6 }, "2 columns that are no inputs are left out")]
    [InlineData("more,1-2", null, new[] { 5f, 1, 2, 6, 3, 4 }, new[] { 0, 1 }, "a column that is no input is left out")]
    public void AreWhatIsAskedFor(string inputs, string? label, float[] samples, int[] labels, string remark)
    {
        var data = DataReader.Read(
            folder.Write("data.csv", "name,a,b,more,kind\nx,1,2,5,cat\n9,3,4,6,dog\n"),
            new DataReadOptions { SampleColumns = inputs.Split(',').ToEquatableArray(), LabelColumn = label ?? "kind" });
        Assert.Equal(samples, data.Samples.ToArray());
        Assert.Equal(labels, data.Labels.ToArray());
        Assert.Contains(remark, data.Remark, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c", null, "no column 'c'")]
    [InlineData("1-9", null, "no column '1-9'")]
    [InlineData("a,b", "b", "'b' cannot be the network's input and what it is to learn")]
    public void AreRefusedWhereTheyMakeNoSense(string inputs, string? label, string message)
    {
        var error = Assert.Throws<WfnException>(() => DataReader.Read(
            folder.Write("data.csv", "a,b,n\n1,2,0\n"), new DataReadOptions { SampleColumns = inputs.Split(',').ToEquatableArray(), LabelColumn = label }));
        Assert.Equal(DiagnosticCodes.BadOption, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
