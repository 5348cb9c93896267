using Wfn.Tool.Sweeps;

namespace Wfn.Tool.Tests.Sweeps;

public sealed class SweepPlanTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SweepPlanTests()
    {
        folder.Write("a.onnx", "");
        folder.Write("deep/b.onnx", "");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TasksAreTheProductOfWhatVaries()
    {
        var sweep = Read("""
            folder = "out"
            [options]
            data = "train.npz"
            epochs = 2
            [[networks]]
            model = "a.onnx"
            [[networks]]
            model = "deep/b.onnx"
            name = "B"
            epochs = 5
            eval = "test.npz"
            exclude = ["x", "y"]
            [vary]
            seed = [1, 2]
            fractions = [[0.5, 1], [1]]
            """, out var at);

        Assert.Equal(folder.File("out"), at);
        Assert.Equal(["a", "B"], sweep.Networks.Select(network => network.Name));
        Assert.Equal(
            ["a.seed=1.fractions=0.5,1", "a.seed=1.fractions=1", "a.seed=2.fractions=0.5,1", "a.seed=2.fractions=1"],
            sweep.Tasks.Take(4).Select(task => task.Name));
        Assert.Equal(
            [
                "compress", "deep/b.onnx", "--data", "train.npz", "--epochs", "5", "--eval", "test.npz", "--exclude", "x", "--exclude", "y",
                "--fractions", "1", "--seed", "2", "--threads", "1",
            ],
            sweep.Tasks[^1].Arguments);
        Assert.Equal(8, sweep.Tasks.Select(task => task.Fingerprint).Distinct().Count());
    }

    [Fact]
    public void JsonSaysTheSame()
    {
        var toml = Read("[[networks]]\nmodel = \"a.onnx\"\n[vary]\ndelta = [1e-2, 0.5]\nkeep-batch-norm = [true, false]\n", out _);
        var json = Read("""{ "networks": [{ "model": "a.onnx" }], "vary": { "delta": [1e-2, 0.5], "keep-batch-norm": [true, false] } }""", out _, "plan.json");

        Assert.Equal(toml.Tasks.Select(task => string.Join(' ', task.Arguments)), json.Tasks.Select(task => string.Join(' ', task.Arguments).Replace("1e-2", "0.01", StringComparison.Ordinal)));
        Assert.Equal("compress a.onnx --delta 0.01 --keep-batch-norm --threads 1", string.Join(' ', toml.Tasks[0].Arguments));
    }

    [Fact]
    public void NamesAreGoodForFoldersAndStillDiffer()
    {
        var sweep = Read("[[networks]]\nmodel = \"a.onnx\"\n[vary]\ncalibration = [\"../x y.npz\", \"../x/y.npz\"]\n", out _);

        Assert.All(sweep.Tasks, task => Assert.Matches("^a.calibration=.._x_y.npz-[0-9a-f]{8}$", task.Name));
        Assert.NotEqual(sweep.Tasks[0].Name, sweep.Tasks[1].Name);
    }

    [Theory]
    [InlineData("[vary]\nseed = [1]", "'networks' is a list")]
    [InlineData("[[networks]]\nmodel = \"c.onnx\"", "no model 'c.onnx'")]
    [InlineData("[[networks]]\nmodel = \"a.onnx\"\n[[networks]]\nmodel = \"a.onnx\"", "two networks are called a")]
    [InlineData("[[networks]]\nmodel = \"a.onnx\"\nepoch = 3", "'epoch' is no option of compress")]
    [InlineData("[[networks]]\nmodel = \"a.onnx\"\noutput = \"x\"", "'output' is the sweep's to decide")]
    [InlineData("[[networks]]\nmodel = \"a.onnx\"\n[vary]\nseed = 1", "'vary.seed' is a list")]
    [InlineData("[[networks]]\nmodel = \"a.onnx\"\n[vary]\neval = [\"x\"]", "'eval' cannot be varied")]
    [InlineData("[[networks]]\nmodel = \"a.onnx\"\ndelta = 0.1\n[vary]\ndelta = [0.1]", "'delta' stands in 'vary' and elsewhere")]
    [InlineData("[[networks]]\nmodel = \"a.onnx\"\n[vary]\ndelta = [0.1, 0.1]", "is there twice")]
    [InlineData("[[networks]]\nmodel = \"a.onnx\"\n[vary]\ndelta = [0.1, 7]", "a.delta=7: --delta")]
    [InlineData("[[networks]]\nmodel = \"a.onnx\"\ndata = \"d\"\ntime-budget = 3", "time-budget the result would depend on the machine")]
    [InlineData("[[networks]]\nmodel = \"a.onnx\"\nthreads = 0", "threads = 0 the result would depend on the machine")]
    [InlineData("[[networks]]\nmodel = 3", "'model' is a text")]
    [InlineData("seeds = [1]\n[[networks]]\nmodel = \"a.onnx\"", "'seeds' is not known")]
    [InlineData("[[networks]\nmodel", "no TOML")]
    public void WhatCannotBeDoneIsRefusedByName(string plan, string mentioned) =>
        ToolRun.Of("sweep", "run", folder.Write("plan.toml", plan)).AssertRefused("WFN3004", "plan.toml", mentioned);

    [Fact]
    public void WhatIsNotThereIsTold()
    {
        ToolRun.Of("sweep", "status", folder.File("none.toml")).AssertRefused("WFN1001", "none.toml");
        ToolRun.Of("sweep", "status", folder.Root).AssertRefused("WFN1001", "no folder of a sweep");
        ToolRun.Of("sweep", "bake").AssertFailed("'dotnet wfn sweep --help'");
    }

    private Sweep Read(string text, out string at, string name = "plan.toml") => SweepPlan.Read(folder.Write(name, text), out at);
}
