// The whole path on real input: fix a trained network, bake it into an app, run the app on test images, and say whether anything was lost.
using System.CommandLine;
using WholePath;

var data = new Option<DirectoryInfo?>("--data")
{
    Description = "Folder with the four original Fashion-MNIST files (train-images-idx3-ubyte.gz, …); default: the sample's "
        + "own 12,000 + 10,000 images.",
};
var model = new Option<FileInfo?>("--model") { Description = "ONNX network to fix; default: the sample's fashion-resnet8.onnx." };
var search = new Option<bool>("--search")
{
    Description = "Train, and search for the smallest codebook that loses nothing; without it weights are fixed by what the images tell, without "
        + "training or labels.",
};
var output = new Option<DirectoryInfo?>("--output") { Description = "Folder for the artifact (default: artifacts/whole-path)." };
var seed = new Option<int>("--seed") { Description = "Seed of the retraining.", DefaultValueFactory = _ => 1 };
var root = new RootCommand("Fixes a real network, bakes it into a sample app, runs it, and prints what was lost and "
    + "won.") { data, model, search, seed, output };
root.SetAction(async (parsed, cancellation) =>
{
    var repository = Repository.Find(parsed.GetValue(output)?.FullName);
    if (repository is null)
    {
        await Console.Error.WriteLineAsync("error: run this sample in a checkout of the repository");
        return 1;
    }

    var sources = FashionData.Locate(repository, parsed.GetValue(data));
    if (sources is null)
    {
        await Console.Error.WriteLineAsync("error: the folder of --data does not hold the four Fashion-MNIST files");
        return 1;
    }

    var path = new WholePathRun(repository, sources, parsed.GetValue(model)?.FullName, parsed.GetValue(search), parsed.GetValue(seed));
    return await path.RunAsync(cancellation);
});
return await root.Parse(args).InvokeAsync();
