"""One workforce for an account: a stack makes it, others have teams and workers of it."""

from aws_cdk import App, CfnOutput, Fn, Stack

from cdk_sagemaker_workteam import PrivateWorkforce, Workteam

app = App()

workers = Stack(app, "Workers")
unique = Fn.select(2, Fn.split("/", workers.stack_id))  # a domain prefix must be unique in the Region
workforce = PrivateWorkforce(workers, "Workforce", workforce_name="acme", domain_prefix=f"acme-{unique}")
workforce.invite_by_mail(organization="Acme", contact="label-help@acme.example")
CfnOutput(workers, "PortalUrl", value=workforce.portal_url)
CfnOutput(workers, "UserPoolId", value=workforce.user_pool.user_pool_id)
CfnOutput(workers, "ClientId", value=workforce.user_pool_client.user_pool_client_id)

images = Stack(app, "Images")
painters = workforce.add_group("painters")
Workteam(images, "Boxes", description="Draws boxes around cats", workforce=workforce, members=[painters])
workforce.add_worker("ada", email="ada@acme.example", groups=[painters])

app.synth()
